-- Deliveries of webhooks that were accepted: none is taken twice.
create table hook_delivery (
    source_id bigint not null,
    key text not null,
    forget_at bigint not null,
    primary key (source_id, key)
) without rowid;
create index hook_delivery_forget on hook_delivery (forget_at);
