-- Training sheets and their rows.

-- The counts are those of the rows, written with them.
create table training_sheets (
    id text primary key,
    name text not null,
    description text not null,
    template_id text,
    sheet_id text,
    template_config text not null,
    status text not null,
    allowed_uses text not null,
    prohibited_uses text not null,
    total_rows bigint not null,
    pending_count bigint not null,
    approved_count bigint not null,
    edited_count bigint not null,
    rejected_count bigint not null,
    flagged_count bigint not null,
    empty_count bigint not null,
    ai_generated_count bigint not null,
    human_labeled_count bigint not null,
    human_verified_count bigint not null,
    canonical_reused_count bigint not null,
    sft_count bigint not null,
    preference_count bigint not null,
    unpaired_negative_count bigint not null,
    exportable_count bigint not null,
    created_by text not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create index training_sheets_by_template on training_sheets (template_id) where template_id is not null;

-- `exportable_at`: since when the row can be exported; null: it cannot. `row_index` has no gaps.
create table training_rows (
    id text primary key,
    training_sheet_id text not null,
    row_index bigint not null,
    context text not null,
    prompt text not null,
    response text,
    rejected_response text,
    features text,
    use text not null,
    response_source text not null,
    review_status text not null,
    review_reason text not null,
    reviewed_by text,
    reviewed_at bigint,
    original text,
    source text not null,
    feedback_id text,
    request_id text,
    endpoint_id text,
    model_name text,
    model_version text,
    session_id text,
    subject_id text,
    allowed_uses text not null,
    prohibited_uses text not null,
    exportable_at bigint,
    created_by text not null,
    created_at bigint not null,
    updated_at bigint not null,
    revision bigint not null,
    unique (training_sheet_id, row_index),
    unique (training_sheet_id, feedback_id)
);
create index training_rows_exportable on training_rows (training_sheet_id, exportable_at, row_index) where exportable_at is not null;
create index training_rows_by_review on training_rows (training_sheet_id, review_status, row_index);
create index training_rows_rejected on training_rows (training_sheet_id, row_index) where rejected_response is not null;
create index training_rows_own_uses on training_rows (id) where allowed_uses <> '[]';
create index training_rows_by_feedback on training_rows (feedback_id) where feedback_id is not null;
create index training_rows_by_subject on training_rows (subject_id) where subject_id is not null;
