-- Turns of sources. `adaptive`: `pace_s` is the pause that follows what the source brings, and
-- `interval_s` the connector's own. `host`: sources that share it take turns. `not_before`: what the
-- platform asked for. `lease_until`, `lease_owner`: who collects it right now.
alter table source add column adaptive boolean not null default false;
alter table source add column pace_s bigint not null default 0;
alter table source add column host text not null default '';
alter table source add column asked boolean not null default false;
alter table source add column not_before bigint not null default 0;
alter table source add column lease_until bigint;
alter table source add column lease_owner bigint;
alter table source add column error_kind text;
alter table source add column newest_at bigint;
alter table source add column quota_left bigint;
alter table source add column quota_limit bigint;
alter table source add column quota_resets_at bigint;
alter table source add column quota_at bigint;
update source set pace_s = interval_s;
create index source_host on source (host, lease_until);

-- Spans of which we know that something may be missing. At most one of a source is open.
create table coverage_gap (
    id integer primary key,
    source_id bigint not null,
    cause text not null,
    from_at bigint not null,
    until_at bigint
);
create unique index coverage_gap_open on coverage_gap (source_id) where until_at is null;
create index coverage_gap_source on coverage_gap (source_id, from_at);

-- Reading into the past, one for each source at most.
create table backfill (
    source_id bigint primary key,
    state text not null,
    back_to bigint not null,
    cursor text,
    reached_at bigint,
    seen bigint not null default 0,
    added bigint not null default 0,
    pages bigint not null default 0,
    failures bigint not null default 0,
    error text,
    next_run_at bigint not null,
    started_at bigint not null,
    updated_at bigint not null
) without rowid;

-- Whoever seals secrets or gives them a new key holds this row.
insert into counter (name, value) values ('secrets', 0);
