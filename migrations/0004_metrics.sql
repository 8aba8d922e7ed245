-- What was counted of requests, by time bucket.

-- A request is in one row of 1 s, later also in one of 10 s, 1 min, 5 min, 1 h and 1 d: `rolled` is 1
-- once a row has been added to a row of the next length (a day has none: 1 from the start). So each
-- request is counted once in the rows of a length and the shorter ones that are not rolled up yet.
-- `part` tells apart what different servers, flushes and roll-ups wrote for one bucket. Rows are
-- never changed but for `rolled`. Histograms are the text of sketches/latency_text.cpp.
create table metric_buckets (
    endpoint_id text not null,
    bucket_seconds bigint not null,
    started_at bigint not null,
    served_entity text not null,
    model_version text not null,
    part text not null,
    rolled bigint not null,
    successful text not null,
    failed text not null,
    timed_out text not null,
    model_time text not null,
    queue_time text not null,
    client_errors bigint not null,
    rate_limited bigint not null,
    rows_scored bigint not null,
    bytes_in bigint not null,
    bytes_out bigint not null,
    not_finite bigint not null,
    primary key (endpoint_id, bucket_seconds, started_at, served_entity, model_version, part)
);
create index metric_buckets_not_rolled on metric_buckets (endpoint_id, started_at)
    where rolled = 0;

-- The newest batch that each server process has written: a batch that is tried again after a lost
-- answer is not counted twice.
create table metric_writers (
    writer text primary key,
    flushed_batch bigint not null,
    flushed_at bigint not null
);
