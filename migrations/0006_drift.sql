-- What models were trained on and what they are asked now, as counts.

-- Features and their bins, under the SHA-256 of the text. Equal baselines have one layout, whatever
-- the version: their profiles add up.
create table profile_layouts (
    id text primary key,
    layout text not null
);

-- Bins that live traffic gave a model version that has no baseline.
create table live_layouts (
    model_name text not null,
    model_version text not null,
    layout_id text not null references profile_layouts (id),
    primary key (model_name, model_version)
);

-- `updated_at` moves while a server works on a PENDING one: another may take over what stands
-- still.
create table baselines (
    id text primary key,
    model_name text not null,
    model_version text not null,
    kind text not null,
    endpoint_id text,
    status text not null,
    rows_done bigint not null,
    rows bigint not null,
    rows_kept bigint not null,
    message text not null,
    warnings text not null,
    other_columns text not null,
    source_sha256 text,
    sha256 text,
    layout_id text references profile_layouts (id),
    created_at bigint not null,
    created_by text not null,
    updated_at bigint not null
);
create index baselines_by_version on baselines (model_name, model_version, created_at, id);
create index baselines_by_endpoint on baselines (endpoint_id, created_at, id);
create index baselines_by_status on baselines (status, updated_at);

-- Written once, with the step to `ready`.
create table baseline_profiles (
    baseline_id text primary key references baselines (id),
    profile text not null
);

-- What was served, by time bucket: rows as in metric_buckets, whose comment says how they add up.
create table profile_buckets (
    endpoint_id text not null,
    bucket_seconds bigint not null,
    started_at bigint not null,
    served_entity text not null,
    model_name text not null,
    model_version text not null,
    layout_id text not null references profile_layouts (id),
    part text not null,
    rolled bigint not null,
    profile text not null,
    primary key (endpoint_id, bucket_seconds, started_at, served_entity, model_name, model_version,
                 layout_id, part)
);
create index profile_buckets_not_rolled on profile_buckets (endpoint_id, started_at)
    where rolled = 0;

-- How the newest closed window of a level stood, and what is usual there.
create table drift_standings (
    endpoint_id text not null,
    level_seconds bigint not null,
    window_end bigint not null,
    baseline text not null,
    verdict text not null,
    confirmed bigint not null,
    drift_score double precision not null,
    rows bigint not null,
    features text not null,
    primary key (endpoint_id, level_seconds)
);
