-- `store_id` names the house: a copy keeps it, another house has another one. An index is another file
-- than this one, and may have been made from another history of it: before each commit a mark by
-- chance is written here and goes into the commit. A mark that is not found here was made after the
-- moment to which this database was restored, or by another house. `follows` is the mark of the
-- commit before; an empty text for the first one.
insert into meta (meta_key, value) values ('store_id', lower(hex(randomblob(16))));

create table index_mark (
    mark text primary key,
    follows text not null,
    made_at bigint not null
) without rowid;
