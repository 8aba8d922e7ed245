-- What every feature uses: who may call, what was changed, what was already answered.

-- One row. Every change that servers keep in memory (endpoints, API keys) bumps it.
create table generation (
    number bigint not null
);
insert into generation (number) values (1);

create table api_keys (
    id text primary key,
    name text not null,
    rights text not null,
    prefix text not null,
    key_sha256 text not null unique,
    created_at bigint not null,
    created_by text not null,
    expires_at bigint,
    revoked_at bigint
);
create index api_keys_by_name on api_keys (name);

create table audit_log (
    id text primary key,
    created_at bigint not null,
    actor text not null,
    request_id text not null,
    action text not null,
    kind text not null,
    subject text not null,
    before text not null,
    after text not null
);
create index audit_log_by_time on audit_log (created_at, id);
create index audit_log_by_subject on audit_log (kind, subject, created_at, id);
create index audit_log_by_actor on audit_log (actor, created_at, id);

-- A claim, and then the reply (status and what follows) or the operation that answers for it.
create table idempotency_keys (
    caller text not null,
    route text not null,
    idempotency_key text not null,
    fingerprint text not null,
    created_at bigint not null,
    operation_id text,
    status bigint,
    content_type text,
    headers text,
    body text,
    primary key (caller, route, idempotency_key)
);
create index idempotency_keys_by_time on idempotency_keys (created_at);
