-- What people change counts its versions, so that nobody writes over what they have not seen.
-- `changed_by`, `changed_at`: who made this version, and when; null for what an earlier Plaza kept.
alter table reply add column version bigint not null default 1;
alter table reply add column changed_by text;
alter table reply add column changed_at bigint;
alter table idea add column version bigint not null default 1;
alter table idea add column changed_by text;
alter table idea add column changed_at bigint;
alter table theme add column version bigint not null default 1;
alter table theme add column changed_by text;
alter table theme add column changed_at bigint;
alter table source add column version bigint not null default 1;
alter table source add column changed_by text;
alter table source add column changed_at bigint;
alter table user_account add column version bigint not null default 1;
alter table user_account add column changed_by text;
alter table user_account add column changed_at bigint;
