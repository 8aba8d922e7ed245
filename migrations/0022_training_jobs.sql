-- Training jobs: an export on its way through a trainer to a model version.
-- `seen_at` is the last sign of life of the server that has the job; `token_sha256` of what a
-- trainer behind a webhook reports with.
create table training_jobs (
    id text primary key,
    training_sheet_id text not null,
    training_sheet_name text not null,
    export_id text,
    export_options text not null,
    model_name text not null,
    base_model text not null,
    trainer text not null,
    trainer_kind text not null,
    training_config text not null,
    parameters text not null,
    train_val_split double precision not null,
    register_to_uc bigint not null,
    timeout_seconds bigint not null,
    status text not null,
    status_message text not null,
    progress_percent double precision not null,
    metrics text not null,
    total_pairs bigint not null,
    train_pairs bigint,
    val_pairs bigint,
    dataset_sha256 text,
    model_version text,
    created_by text not null,
    created_at bigint not null,
    updated_at bigint not null,
    started_at bigint,
    finished_at bigint,
    revision bigint not null,
    last_sequence bigint not null,
    token_sha256 text not null,
    server_id text not null,
    seen_at bigint not null
);
create index training_jobs_live on training_jobs (status, id) where finished_at is null;
create index training_jobs_by_sheet on training_jobs (training_sheet_id, id);
create index training_jobs_by_export on training_jobs (export_id) where export_id is not null;
create index training_jobs_by_model on training_jobs (model_name, model_version);

create table training_job_events (
    job_id text not null,
    number bigint not null,
    created_at bigint not null,
    status text not null,
    progress_percent double precision not null,
    message text not null,
    told_by text not null,
    primary key (job_id, number)
);

-- The end of what a trainer has written.
create table training_job_logs (
    job_id text primary key,
    bytes_total bigint not null,
    tail text not null
);

-- Where a version comes from.
alter table model_versions add column training_job_id text;
create index model_versions_by_training_job on model_versions (training_job_id) where training_job_id is not null;
