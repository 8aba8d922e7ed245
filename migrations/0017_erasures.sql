-- Erasures of what is held of a person: receipts, and the work that is under way for them.

-- `subject_hash`: HMAC of the subject's id by the key of the server that took the request. Lists are
-- JSON. `signed_text`, once done: what the signature is of.
create table privacy_receipts (
    id text primary key,
    state text not null,
    subject_hash text not null,
    also text not null,
    reason text not null,
    requested_by text not null,
    requested_at bigint not null,
    finished_at bigint,
    exports text not null,
    models text not null,
    waiting_for text not null,
    signed_text text,
    signature text,
    public_key text
);
create index privacy_receipts_by_subject on privacy_receipts (subject_hash, id);

-- How many records of which store went.
create table privacy_receipt_stores (
    receipt_id text not null,
    store text not null,
    erased bigint not null,
    primary key (receipt_id, store)
);

-- Receipts that are not done. `subject_id` is emptied before the files are compacted.
create table privacy_erasures (
    receipt_id text primary key,
    subject_id text not null,
    also text not null,
    request_ids text not null,
    until bigint not null,
    stage text not null
);

-- What is tied to the subject of an erasure: kind is request, feedback or row; scope is the endpoint
-- or the sheet. Gone when the erasure is done.
create table erasure_links (
    erasure_id text not null,
    kind text not null,
    scope text not null,
    id text not null,
    primary key (erasure_id, kind, scope, id)
);

-- Exports of whose sheets rows are erased. `held`: they may hold the rows still, and are not given
-- out.
create table training_export_erasures (
    erasure_id text not null,
    export_id text not null,
    server_id text not null,
    held bigint not null,
    lines bigint not null,
    primary key (erasure_id, export_id)
);
create index training_export_erasures_held on training_export_erasures (export_id) where held = 1;

-- Whose data the rows of a removed sheet were: exports may hold them longer than the sheet.
create table removed_training_rows (
    id text primary key,
    training_sheet_id text not null,
    feedback_id text,
    request_id text,
    endpoint_id text,
    session_id text,
    subject_id text
);
create index removed_training_rows_by_sheet on removed_training_rows (training_sheet_id);
create index removed_training_rows_by_subject on removed_training_rows (subject_id) where subject_id is not null;
create index removed_training_rows_by_feedback on removed_training_rows (feedback_id) where feedback_id is not null;

create index training_rows_by_request on training_rows (request_id) where request_id is not null;
create index idempotency_keys_with_body on idempotency_keys (created_at) where body is not null;
