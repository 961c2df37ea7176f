-- What people choose for themselves: their time zone (IANA name; empty is the house's) and whether single keys act.
-- `removed_at`: somebody who is gone; what they did stays under their name.
alter table user_account add column time_zone text not null default '';
alter table user_account add column shortcuts boolean not null default true;
alter table user_account add column removed_at bigint;

-- What a browser calls itself, so that people tell their sessions apart.
alter table session add column device text not null default '';

-- A link that an administrator made for somebody who cannot come in. It works once.
create table password_link (
    user_id bigint primary key references user_account (id),
    secret_hash text not null unique,
    created_at bigint not null,
    expires_at bigint not null
) without rowid;

-- The one house: what is set on the board. Null leaves it to the configuration.
create table house (
    id bigint primary key,
    version bigint not null default 1,
    changed_by text,
    changed_at bigint,
    name text,
    lang text,
    time_zone text,
    public_url text,
    brands text
) without rowid;
insert into house (id) values (1);

-- Mentions that somebody of the house deleted: what comes in again of them changes nothing.
create table mention_removal (
    mention_id bigint primary key,
    reason text not null,
    removed_by text not null,
    removed_at bigint not null
) without rowid;

-- The log is read by day and by person.
create index audit_at on audit_log (at);
create index audit_actor on audit_log (actor, id);
