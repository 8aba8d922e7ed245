-- Requests that were served, one by one, and metrics that come from outside.

-- `id` sorts nearly by time. `kept_share` is the chance that a request like this had to be kept;
-- `payload_share` is that of its payload, null where it was not. Texts are redacted; headers are
-- never here.
create table request_log (
    id text primary key,
    request_id text not null,
    client_request_id text not null,
    created_at bigint not null,
    endpoint_id text not null,
    endpoint_name text not null,
    served_entity text not null,
    model_name text not null,
    model_version text not null,
    revision bigint not null,
    status bigint not null,
    total_ms double precision not null,
    model_ms double precision not null,
    queue_ms double precision not null,
    row_count bigint not null,
    bytes_in bigint not null,
    bytes_out bigint not null,
    requester text not null,
    session_id text not null,
    error_code text not null,
    error text not null,
    kept_share double precision not null,
    payload_share double precision
);
create index request_log_by_time on request_log (created_at, id);
create index request_log_by_endpoint on request_log (endpoint_id, created_at, id);
create index request_log_by_request on request_log (request_id);
create index request_log_refused on request_log (created_at, id) where status >= 400;

-- What was sent and answered: redacted JSON, null where it was none.
create table request_payloads (
    id text primary key,
    is_query_cut bigint not null,
    is_answer_cut bigint not null,
    query text,
    answer text
);

-- How much of request_log and request_payloads is of which minute, to forget the oldest when it is too much.
create table request_log_minutes (
    started_at bigint primary key,
    bytes bigint not null
);

-- Requests that were served elsewhere and told here, by the id that counts them once.
create table ingested_requests (
    endpoint_id text not null,
    request_id text not null,
    id text not null,
    ingested_at bigint not null,
    primary key (endpoint_id, request_id)
);
create index ingested_requests_by_time on ingested_requests (endpoint_id, ingested_at);

-- Of language models: what was read and written, and what it cost in billionths of a dollar.
alter table metric_buckets add column input_tokens bigint not null default 0;
alter table metric_buckets add column output_tokens bigint not null default 0;
alter table metric_buckets add column cost_nanos bigint not null default 0;
