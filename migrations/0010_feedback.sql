-- What people, judges and programs say of answers.

-- `id` sorts by time. Texts are redacted. `joined`: what served the request is known from its log.
-- A deleted row is a tombstone: no texts, no tags, not flagged, in no count.
create table feedback_items (
    id text primary key,
    endpoint_id text not null,
    endpoint_name text not null,
    input_text text not null,
    output_text text not null,
    rating text,
    feedback_text text,
    session_id text,
    request_id text,
    created_by text not null,
    created_at bigint not null,
    updated_at bigint not null,
    revision bigint not null,
    flagged bigint not null,
    model_name text,
    model_version text,
    served_entity text,
    endpoint_revision bigint,
    deployment_id text,
    joined bigint not null,
    correction text,
    expected_output text,
    rationale text,
    tags text not null,
    source text not null,
    source_id text,
    subject_id text,
    identifier text,
    trace_id text,
    target text,
    name text not null,
    data_type text,
    value text,
    label text,
    state text not null
);
create index feedback_items_by_endpoint on feedback_items (endpoint_id, rating, id) where state = 'active';
create index feedback_items_by_rating on feedback_items (rating, id) where state = 'active';
create index feedback_items_flagged on feedback_items (rating, id) where flagged = 1;
create index feedback_items_flagged_by_endpoint on feedback_items (endpoint_id, rating, id) where flagged = 1;
create index feedback_items_by_request on feedback_items (request_id) where request_id is not null;
create index feedback_items_by_subject on feedback_items (subject_id) where subject_id is not null;

create table feedback_tags (
    tag text not null,
    feedback_id text not null,
    primary key (tag, feedback_id)
);
create index feedback_tags_by_item on feedback_tags (feedback_id);

-- One judgement of one author: the same again is a revision of it.
create table feedback_keys (
    upsert_key text primary key,
    feedback_id text not null
);
create index feedback_keys_by_item on feedback_keys (feedback_id);

-- Items whose request is not in the log yet, and when to look again.
create table feedback_joins (
    feedback_id text primary key,
    join_at bigint not null
);
create index feedback_joins_by_time on feedback_joins (join_at);

-- What an item was before it was changed.
create table feedback_revisions (
    feedback_id text not null,
    revision bigint not null,
    changed_at bigint not null,
    changed_by text not null,
    input_text text not null,
    output_text text not null,
    rating text,
    feedback_text text,
    correction text,
    expected_output text,
    rationale text,
    tags text not null,
    value text,
    label text,
    primary key (feedback_id, revision)
);

-- Active items by endpoint ('' is all), tag ('' is whatever tags), and day (0 is ever), of a model
-- version and source.
create table feedback_counts (
    endpoint_id text not null,
    tag text not null,
    day bigint not null,
    model_name text not null,
    model_version text not null,
    source text not null,
    total_count bigint not null,
    positive_count bigint not null,
    negative_count bigint not null,
    with_comments_count bigint not null,
    flagged_count bigint not null,
    flagged_positive_count bigint not null,
    flagged_negative_count bigint not null,
    primary key (endpoint_id, tag, day, model_name, model_version, source)
);

-- What is to be added to feedback_counts: written with each change, so that writers do not meet in
-- one row.
create table feedback_count_changes (
    id text primary key,
    endpoint_id text not null,
    tag text not null,
    day bigint not null,
    model_name text not null,
    model_version text not null,
    source text not null,
    total_count bigint not null,
    positive_count bigint not null,
    negative_count bigint not null,
    with_comments_count bigint not null,
    flagged_count bigint not null,
    flagged_positive_count bigint not null,
    flagged_negative_count bigint not null
);
create index feedback_count_changes_by_endpoint on feedback_count_changes (endpoint_id, tag);
