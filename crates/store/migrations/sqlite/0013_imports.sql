-- A source that was deleted is archived: nothing is collected since `deleted_at`, and its name stays with its mentions.
-- `removing`: what a job does with its mentions now ('mentions' takes them away, 'join' gives them to the living source of its
-- place and name); `removed_to`: the last mention that was done, `taken_away` and `passed_on`: how many. `removed_at`: they are
-- gone, and the name is free.
alter table source add column removing text;
alter table source add column removed_to bigint not null default 0;
alter table source add column removed_at bigint;
alter table source add column taken_away bigint not null default 0;
alter table source add column passed_on bigint not null default 0;
drop index source_name;
update source set removing = 'join' where deleted_at is not null and exists (
    select 1 from source l where l.deleted_at is null and l.place_id = source.place_id and l.name = source.name);
update source set name = name || ' (archived ' || id || ')' where deleted_at is not null and exists (
    select 1 from source l where l.name = source.name and l.id <> source.id and (l.deleted_at is null or l.id > source.id));
create unique index source_name on source (name) where removed_at is null;

-- Other sources of the place that brought a mention too. Up to the mention in `seen_since` nobody noted it.
create table mention_seen (
    mention_id bigint not null,
    source_id bigint not null,
    primary key (mention_id, source_id)
) without rowid;
create index mention_seen_source on mention_seen (source_id);
insert into meta (meta_key, value) select 'seen_since', cast(coalesce(max(id), 0) as text) from mention;

-- One import: a file, or the records of one request. `layout`: how the file was read, as JSON.
create table import_batch (
    id integer primary key,
    source_id bigint not null references source (id),
    origin text not null,
    via text not null,
    state text not null,
    layout text not null default '',
    started_by text not null,
    user_id bigint,
    started_at bigint not null,
    ended_at bigint,
    items bigint not null default 0,
    added bigint not null default 0,
    edited bigint not null default 0,
    unchanged bigint not null default 0,
    quarantined bigint not null default 0,
    error text,
    undo_used boolean not null default false,
    undone_to bigint not null default 0,
    undone_by text,
    undone_at bigint,
    removed bigint not null default 0,
    restored bigint not null default 0,
    kept bigint not null default 0,
    version bigint not null default 1,
    changed_by text,
    changed_at bigint
);
create index import_batch_source on import_batch (source_id);

-- Which mentions a batch brought new: every part of an import takes ids that follow each other.
create table import_range (
    import_id bigint not null,
    first_id bigint not null,
    last_id bigint not null,
    primary key (import_id, first_id)
) without rowid;

-- What a batch changed, as it was before. `hash_after`: what came in with the batch.
create table import_edit (
    import_id bigint not null,
    mention_id bigint not null,
    hash_after bigint not null,
    author_id bigint,
    created_at bigint not null,
    edited_at bigint,
    deleted_at bigint,
    wiped boolean not null,
    input_hash bigint not null,
    rating double precision,
    signature blob,
    channel text,
    country text,
    claimed_lang text,
    url text,
    title text not null,
    extra text not null,
    text text not null,
    primary key (import_id, mention_id)
) without rowid;
create index import_edit_mention on import_edit (mention_id);

-- How files of a source are read, by the hash of their header.
create table import_layout (
    source_id bigint not null,
    header_hash bigint not null,
    layout text not null,
    used_at bigint not null,
    primary key (source_id, header_hash)
) without rowid;

-- `import_id`: the import that brought it. `resolution`: taken or dismissed, by whom, and why.
alter table quarantine add column import_id bigint;
alter table quarantine add column resolution text;
alter table quarantine add column resolved_by text;
alter table quarantine add column note text not null default '';
create index quarantine_import on quarantine (import_id) where import_id is not null;
