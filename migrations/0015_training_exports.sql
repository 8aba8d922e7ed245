-- Exports of sheets. `report` and `manifest` are JSON; `updated_at` is the last sign of life of the
-- server that makes it.
create table training_exports (
    id text primary key,
    training_sheet_id text not null,
    options text not null,
    status text not null,
    reason text,
    server_id text not null,
    rows_total bigint not null,
    rows_done bigint not null,
    files_revision bigint not null,
    report text,
    manifest text,
    created_by text not null,
    created_at bigint not null,
    updated_at bigint not null,
    finished_at bigint
);
create index training_exports_running on training_exports (id) where status = 'running';
create index training_exports_by_sheet on training_exports (training_sheet_id, id);

-- Who has copies of the files.
create table training_export_downloads (
    export_id text not null,
    name text not null,
    downloaded_by text not null,
    requests bigint not null,
    first_at bigint not null,
    last_at bigint not null,
    primary key (export_id, name, downloaded_by)
);
