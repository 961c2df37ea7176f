-- What the workspace's own words are about, learnt from the mentions; one row at most. Derived: it can be learnt
-- again. `model` names the vectors made with it, `base` the model without it; `last_mention_id` is the last that
-- it was learnt from.
create table lexicon (
    model text primary key,
    base text not null,
    last_mention_id bigint not null,
    learnt_at bigint not null,
    body bytea not null
);
