-- True once it is not known what became of a try: the next one looks in the thread first.
alter table reply add column may_be_there boolean not null default false;
update reply set may_be_there = true where attempts > 0 and state in ('queued', 'sending');
