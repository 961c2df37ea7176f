-- Times are milliseconds UTC. JSON is text; an empty text stands for "none of it".
-- `counter` holds the revision (orders all changes of mentions), the last mention id handed out,
-- and the number of mentions that are not deleted.
create table counter (name text primary key, value bigint not null) without rowid;
insert into counter (name, value) values ('revision', 0), ('mention_id', 0), ('live', 0), ('claims', 0);

create table meta (meta_key text primary key, value text not null) without rowid;

create table place (
    id integer primary key,
    kind text not null,
    place text not null,
    unique (kind, place)
);

create table source (
    id integer primary key,
    name text not null,
    place_id bigint not null references place (id),
    config text not null,
    allowed_host text,
    cursor text,
    paused boolean not null default false,
    interval_s bigint not null,
    next_run_at bigint not null,
    last_started_at bigint,
    last_success_at bigint,
    last_error_at bigint,
    last_error text,
    failures bigint not null default 0,
    created_at bigint not null,
    deleted_at bigint
);
create unique index source_name on source (name) where deleted_at is null;

create table coverage_day (
    source_id bigint not null,
    day text not null,
    collected bigint not null,
    edited bigint not null,
    deleted bigint not null,
    quarantined bigint not null,
    primary key (source_id, day)
) without rowid;

create table author (
    id integer primary key,
    place_id bigint not null,
    handle text not null,
    name text,
    first_seen_at bigint not null,
    unique (place_id, handle)
);

-- No foreign keys here: they would cost a look-up per row and mention in the bulk import, and
-- only the store's own transactions write these columns. Narrow columns come first, so that
-- reading them does not walk through long texts.
create table mention (
    id integer primary key,
    revision bigint not null,
    place_id bigint not null,
    source_id bigint not null,
    author_id bigint,
    near_of bigint,
    created_at bigint not null,
    collected_at bigint not null,
    edited_at bigint,
    deleted_at bigint,
    input_hash bigint not null,
    ours boolean not null,
    rating double precision,
    signature blob,
    external_id text not null,
    parent_external_id text,
    conversation text,
    channel text,
    country text,
    claimed_lang text,
    url text,
    title text not null,
    extra text not null,
    text text not null
);
create unique index mention_identity on mention (place_id, external_id);
create index mention_revision on mention (revision);
create index mention_author on mention (author_id) where author_id is not null;
create index mention_conversation on mention (place_id, conversation) where conversation is not null;
create index mention_near on mention (near_of) where near_of is not null;

create table mention_version (
    mention_id bigint not null,
    version bigint not null,
    title text not null,
    text text not null,
    replaced_at bigint not null,
    primary key (mention_id, version)
) without rowid;

-- What the models say.
create table insight (
    mention_id integer primary key,
    theme_id bigint,
    negative real not null,
    neutral real not null,
    positive real not null,
    sentiment text not null,
    lang text not null,
    model text not null,
    intents text not null,
    aspects text not null
);

-- What people say instead; null leaves the model's value.
create table corrected_insight (
    mention_id integer primary key,
    sentiment text,
    intents text,
    lang text,
    has_theme boolean not null,
    theme_id bigint
);

-- Every correction, for the record and for training.
create table correction (
    id integer primary key,
    mention_id bigint not null,
    user_id bigint,
    created_at bigint not null,
    model text,
    change text not null
);
create index correction_mention on correction (mention_id);

create table theme (
    id integer primary key,
    label text not null,
    keywords text not null,
    description text not null,
    state text not null default 'active',
    pinned boolean not null default false,
    parent_id bigint references theme (id),
    merged_into bigint references theme (id),
    created_at bigint not null,
    updated_at bigint not null
);

create table quarantine (
    id integer primary key,
    source_id bigint not null references source (id),
    item_hash bigint not null,
    origin text not null,
    reason text not null,
    raw text not null,
    created_at bigint not null,
    resolved_at bigint
);
create unique index quarantine_open on quarantine (source_id, item_hash) where resolved_at is null;

create table user_account (
    id integer primary key,
    email text not null unique,
    name text not null,
    role text not null,
    disabled boolean not null,
    lang text,
    password_hash text not null,
    created_at bigint not null,
    last_seen_at bigint
);

create table session (
    token_hash text primary key,
    user_id bigint not null references user_account (id),
    csrf text not null,
    created_at bigint not null,
    last_seen_at bigint not null,
    expires_at bigint not null
) without rowid;
create index session_of_user on session (user_id);

create table api_token (
    id integer primary key,
    name text not null,
    token_hash text not null unique,
    role text not null,
    created_by bigint references user_account (id),
    created_at bigint not null,
    last_used_at bigint,
    revoked_at bigint
);

create table sign_in_attempt (attempt_key text not null, at bigint not null);
create index sign_in_attempt_key on sign_in_attempt (attempt_key, at);
create index sign_in_attempt_at on sign_in_attempt (at);

create table saved_view (
    id integer primary key,
    user_id bigint references user_account (id),
    name text not null,
    query text not null,
    created_at bigint not null
);

create table audit_log (
    id integer primary key,
    at bigint not null,
    actor text not null,
    actor_id bigint,
    action text not null,
    target text not null,
    detail text not null
);

-- A reply that is queued or sending is its own outbox row.
create table reply (
    id integer primary key,
    mention_id bigint not null references mention (id),
    text text not null,
    state text not null,
    reply_key text not null unique,
    attempts bigint not null default 0,
    mention_input_hash bigint not null,
    author_user_id bigint references user_account (id),
    approved_by bigint references user_account (id),
    receipt text not null default '',
    error text,
    created_at bigint not null,
    updated_at bigint not null,
    first_try_at bigint,
    not_before bigint not null default 0,
    lease_until bigint,
    sent_at bigint
);
create index reply_mention on reply (mention_id);
create index reply_state on reply (state, not_before);

create table idea (
    id integer primary key,
    title text not null,
    description text not null,
    stage text not null,
    rank double precision not null,
    owner_id bigint references user_account (id),
    rice text not null default '',
    merged_into bigint references idea (id),
    created_by bigint references user_account (id),
    created_at bigint not null,
    updated_at bigint not null
);
create index idea_merged on idea (merged_into) where merged_into is not null;

create table evidence (
    id integer primary key,
    idea_id bigint not null references idea (id),
    mention_id bigint not null references mention (id),
    quote text not null,
    quote_start bigint not null,
    quote_end bigint not null,
    added_by bigint references user_account (id),
    created_at bigint not null,
    unique (idea_id, mention_id, quote_start, quote_end)
);
create index evidence_mention on evidence (mention_id);

create table job (
    id integer primary key,
    kind text not null,
    payload text not null,
    unique_key text unique,
    state text not null,
    run_again boolean not null default false,
    attempts bigint not null default 0,
    run_at bigint not null,
    lease_until bigint,
    error text,
    created_at bigint not null
);
create index job_due on job (state, run_at);
