-- True where a person only confirmed what the model said.
alter table corrected_insight add column confirmed boolean not null default false;

-- What people say of the models' answers: the last word on each mention, task and model.
create table judgement (
    id integer primary key,
    mention_id bigint not null,
    task text not null,
    model text not null,
    said text not null,
    truth text not null,
    agreed boolean not null,
    text_hash bigint not null,
    user_id bigint,
    created_at bigint not null,
    unique (mention_id, task, model)
);
create index judgement_task on judgement (task, model);

-- Workspace heads: what was learnt from the judgements, on top of a model.
create table model_head (
    id integer primary key,
    base_model text not null,
    state text not null,
    weights text not null,
    report text not null,
    created_by bigint,
    created_at bigint not null
);
create unique index model_head_active on model_head (base_model) where state = 'active';
