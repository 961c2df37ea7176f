-- Our own messages, by what they answer and by their thread: whether a mention is answered is looked up there.
create index mention_ours_answering on mention (place_id, parent_external_id) where ours;
create index mention_ours_thread on mention (place_id, conversation) where ours;
create index reply_author on reply (author_user_id) where author_user_id is not null;

-- Kept queries stand in an order of people's own; the first come first, equal ones by name.
alter table saved_view add column position bigint not null default 0;
alter table saved_view add column version bigint not null default 1;
alter table saved_view add column changed_by text;
alter table saved_view add column changed_at bigint;
