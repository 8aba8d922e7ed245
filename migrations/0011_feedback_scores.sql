-- What values named scores may have.
create table score_configs (
    name text primary key,
    data_type text not null,
    min_value double precision,
    max_value double precision,
    categories text not null,
    direction text not null,
    description text not null,
    revision bigint not null,
    created_by text not null,
    created_at bigint not null,
    updated_at bigint not null
);

-- Write-only tokens of pages that collect feedback: their hashes, never the tokens.
create table feedback_tokens (
    id text primary key,
    token_sha256 text not null,
    name text not null unique,
    prefix text not null,
    endpoint_id text not null,
    endpoint_name text not null,
    allowed_origins text not null,
    rate_per_minute bigint not null,
    expires_at bigint not null,
    created_by text not null,
    created_at bigint not null
);
