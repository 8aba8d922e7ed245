-- Models, their versions and aliases; artifacts are files, named here by their SHA-256.

create table registered_models (
    full_name text primary key,
    catalog_name text not null,
    schema_name text not null,
    name text not null,
    description text not null,
    owner text not null,
    tags text not null,
    created_at bigint not null,
    updated_at bigint not null,
    -- The highest version number that was given and not taken back: none is used twice.
    last_version bigint not null,
    -- 1 while it exists only for the sake of a registration that has not ended.
    provisional bigint not null
);
create index registered_models_by_catalog on registered_models (catalog_name, full_name);

create table model_versions (
    id text primary key,
    full_name text not null references registered_models (full_name),
    version bigint not null,
    status text not null,
    status_message text not null,
    description text,
    run_id text,
    source text not null,
    sha256 text not null,
    size_bytes bigint not null,
    flavor text not null,
    signature text not null,
    layout text not null,
    baseline text,
    baseline_sha256 text,
    tags text not null,
    created_at bigint not null,
    created_by text not null,
    unique (full_name, version)
);
create index model_versions_by_sha256 on model_versions (sha256);
create index model_versions_by_baseline on model_versions (baseline_sha256);
create index model_versions_by_status on model_versions (status, created_at);

create table model_aliases (
    full_name text not null,
    alias text not null,
    version bigint not null,
    primary key (full_name, alias),
    foreign key (full_name, version) references model_versions (full_name, version)
);
create index model_aliases_by_version on model_aliases (full_name, version);

-- Artifacts that may have lost, or never got, the version that uses them: looked at after each
-- change and at start, and removed where no version does.
create table artifacts_in_doubt (
    sha256 text primary key,
    since bigint not null
);
