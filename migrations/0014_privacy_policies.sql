-- What is redacted before it is written. Each change is a new version; the newest counts. Without
-- one, what the configuration says counts.
create table privacy_policies (
    version bigint primary key,
    patterns text not null,
    names text not null,
    custom text not null,
    columns text not null,
    created_at bigint not null,
    created_by text not null
);
