-- Who is one person. `space` and `account` identify an author: what the platform's ids are unique in
-- (`#` and the number of the place where none is named), and the id; an empty one is an author known by
-- handle alone. `handle_at`: since when this handle is known. `mark`: what somebody of the house says it
-- is. `same_as`: the account that an author known by handle turned out to be; its mentions stay where
-- they are. What earlier versions kept by handle although it is a name that anybody may show becomes one.
alter table author rename to author_by_handle;
create table author (
    id integer primary key,
    place_id bigint not null,
    space text not null,
    account text not null default '',
    kind text not null default 'account',
    handle text not null,
    handle_at bigint not null,
    name text,
    mark text not null default '',
    same_as bigint,
    first_seen_at bigint not null,
    version bigint not null default 1,
    changed_by text,
    changed_at bigint
);
insert into author (id, place_id, space, kind, handle, handle_at, name, first_seen_at)
select a.id, a.place_id, '#' || a.place_id,
    case when p.kind in ('google_play', 'google_business', 'trustpilot', 'facebook', 'zendesk') then 'shown_name'
         when p.kind = 'github_discussions' and a.handle = 'ghost' then 'collective'
         else 'account' end,
    a.handle, a.first_seen_at, a.name, a.first_seen_at
from author_by_handle a left join place p on p.id = a.place_id;
drop table author_by_handle;
select max(id) from author;
create unique index author_identity on author (handle, space, kind, account);
create unique index author_account on author (account, space) where account <> '';
create index author_same on author (same_as) where same_as is not null;
create index author_marked on author (id) where mark <> '';

-- Handles that an account had before.
create table author_handle (
    author_id bigint not null,
    handle text not null,
    space text not null,
    since bigint not null,
    until bigint not null,
    primary key (author_id, handle)
) without rowid;
create index author_handle_was on author_handle (handle, space);

-- Where the ids of a place's accounts are unique, where that is named.
alter table place add column account_space text;

-- `read_by`: the source that told what `input_hash` stands for; null for what earlier versions kept.
-- Where several sources read one mention, `mention_reader` keeps what each of them told last.
alter table mention add column read_by bigint;
create table mention_reader (
    mention_id bigint not null,
    source_id bigint not null,
    input_hash bigint not null,
    ours boolean not null,
    primary key (mention_id, source_id)
) without rowid;

-- Counts what becomes known of accounts beside their mentions: marks, and which are the same.
insert into counter (name, value) values ('accounts', 0);
