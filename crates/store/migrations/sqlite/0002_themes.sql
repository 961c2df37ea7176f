-- What a mention is about, as a vector of bytes. Derived: it can be computed again from the text.
create table mention_vector (
    mention_id integer primary key,
    model text not null,
    vector blob not null
);

-- Themes made before were sorted by keywords and stay so. `held`: people have shaped the theme, and
-- refinement leaves it and its mentions alone. `reach`: least likeness of a mention that joins.
alter table theme add column by_keywords boolean not null default true;
alter table theme add column held boolean not null default true;
alter table theme add column centroid blob;
alter table theme add column centroid_model text;
alter table theme add column reach double precision not null default 1;
create index theme_parent on theme (parent_id) where parent_id is not null;
create index insight_theme on insight (theme_id) where theme_id is not null;
create index corrected_theme on corrected_insight (theme_id) where theme_id is not null;

-- What people did to themes, with what was before, so that it can be undone.
create table theme_edit (
    id integer primary key,
    theme_id bigint not null,
    other_id bigint,
    action text not null,
    at bigint not null,
    user_id bigint,
    actor text not null,
    before text not null,
    undone_at bigint,
    undone_by text
);
create index theme_edit_theme on theme_edit (theme_id);
create index theme_edit_other on theme_edit (other_id) where other_id is not null;

-- The mentions that an edit moved. `by_person`: what moved was a person's word, not the model's.
create table theme_edit_member (
    edit_id bigint not null,
    mention_id bigint not null,
    by_person boolean not null,
    had_theme boolean not null,
    theme_before bigint,
    theme_after bigint,
    primary key (edit_id, mention_id, by_person)
) without rowid;
