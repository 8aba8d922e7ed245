-- Endpoints, what they served, and how it came to serve.

CREATE TABLE endpoints_registry (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    endpoint_name TEXT NOT NULL,
    lower_name TEXT NOT NULL,
    live_name TEXT UNIQUE,
    description TEXT NOT NULL,
    endpoint_type TEXT NOT NULL,
    is_external BIGINT NOT NULL,
    model_name TEXT,
    model_version TEXT,
    traffic_config TEXT,
    status TEXT NOT NULL,
    revision BIGINT NOT NULL,
    last_revision BIGINT NOT NULL,
    pending_deployment TEXT,
    failure TEXT NOT NULL,
    hash_salt TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    generation BIGINT NOT NULL
);
CREATE INDEX endpoints_registry_by_name ON endpoints_registry (lower_name, deleted_at);
CREATE INDEX endpoints_registry_by_generation ON endpoints_registry (generation);

CREATE TABLE endpoint_revisions (
    endpoint_id TEXT NOT NULL REFERENCES endpoints_registry (id),
    revision BIGINT NOT NULL,
    base_revision BIGINT NOT NULL,
    deployment_id TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    config TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (endpoint_id, revision)
);

CREATE TABLE revision_entities (
    endpoint_id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    name TEXT NOT NULL,
    model_name TEXT NOT NULL,
    model_version TEXT NOT NULL,
    traffic_percentage BIGINT NOT NULL,
    PRIMARY KEY (endpoint_id, revision, name),
    FOREIGN KEY (endpoint_id, revision) REFERENCES endpoint_revisions (endpoint_id, revision)
);
CREATE INDEX revision_entities_by_model ON revision_entities (model_name, model_version);

CREATE TABLE deployments (
    id TEXT PRIMARY KEY,
    endpoint_id TEXT NOT NULL REFERENCES endpoints_registry (id),
    endpoint_name TEXT NOT NULL,
    model_name TEXT NOT NULL,
    model_version TEXT NOT NULL,
    action TEXT NOT NULL,
    status TEXT NOT NULL,
    revision BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    live_from BIGINT,
    live_until BIGINT,
    deployed_by TEXT NOT NULL,
    message TEXT NOT NULL,
    previous_version TEXT,
    target_version TEXT,
    server_id TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    UNIQUE (endpoint_id, revision)
);
CREATE INDEX deployments_by_status ON deployments (status, started_at, id);
CREATE INDEX deployments_by_start ON deployments (started_at, id);
