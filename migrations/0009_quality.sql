-- What models predicted, row by row, until the truth is known.

-- `predicted` is a label, `value` a number; one of them is set. `scores` are those of the version's
-- classes in their order, separated by blanks; empty where there are none. `share_place` is where
-- between 0 and 1 the request stands by hash: a part of the rows is those below a share.
-- `labelled_at` is when the first label came.
create table prediction_outcomes (
    endpoint_id text not null,
    request_id text not null,
    row bigint not null,
    created_at bigint not null,
    served_entity text not null,
    model_name text not null,
    model_version text not null,
    share_place double precision not null,
    predicted text,
    value double precision,
    scores text not null,
    label text,
    labelled_at bigint,
    primary key (endpoint_id, request_id, row)
);
create index prediction_outcomes_by_time on prediction_outcomes (endpoint_id, created_at);
create index prediction_outcomes_labelled on prediction_outcomes (endpoint_id, created_at)
    where label is not null;
create index prediction_outcomes_oldest on prediction_outcomes (created_at);

-- What a model version answers: kind is label, number or other; classes are a JSON list.
create table prediction_shapes (
    model_name text not null,
    model_version text not null,
    kind text not null,
    classes text not null,
    primary key (model_name, model_version)
);

-- How many rows are kept of which hour, and the share that was left of it, to thin what is too much.
create table prediction_outcome_hours (
    endpoint_id text not null,
    started_at bigint not null,
    row_count bigint not null,
    kept_share double precision not null,
    primary key (endpoint_id, started_at)
);

-- Labels of predictions that are not known, or not written yet.
create table waiting_labels (
    endpoint_id text not null,
    request_id text not null,
    row bigint not null,
    label text not null,
    created_at bigint not null,
    primary key (endpoint_id, request_id, row)
);
create index waiting_labels_by_time on waiting_labels (created_at, endpoint_id);
