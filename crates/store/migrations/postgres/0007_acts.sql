-- The API token through which a reply was let go out: one that is taken back stops the reply.
alter table reply add column approved_token bigint references api_token (id);
