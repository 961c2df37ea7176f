-- A token ends by itself, and knows the token that it was made with: it can do no more than that one and its maker.
alter table api_token add column expires_at bigint;
alter table api_token add column made_with bigint references api_token (id);

-- Until now a token that was made with another one had no maker; the audit log knows which one it was.
update api_token set made_with = (
    select max(p.id) from audit_log l join api_token p on l.actor = 'token ' || p.name
    where l.action = 'token.create' and l.actor_id is null and l.target = 'token:' || api_token.id and p.id < api_token.id
) where created_by is null;

-- A try is counted before the password is looked at, and taken back when it was right.
alter table sign_in_attempt add column try_id text not null default '';
create index sign_in_attempt_try on sign_in_attempt (try_id) where try_id <> '';

-- Browsers in which somebody has signed in before: strangers' tries do not lock them out there.
create table known_device (
    device_hash text primary key,
    user_id bigint not null references user_account (id),
    created_at bigint not null,
    last_used_at bigint not null
);
create index known_device_of_user on known_device (user_id);

-- What is deleted upstream loses its words, what earlier versions kept too: a task of its own takes them, a few at a time.
alter table mention add column wiped boolean not null default false;
create index mention_unwiped on mention (deleted_at) where deleted_at is not null and not wiped;
create index audit_quotes on audit_log (id) where action = 'idea.remove_evidence';
