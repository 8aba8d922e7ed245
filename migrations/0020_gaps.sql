-- Gaps: what models are bad at, found in feedback, drift and confidence; and work on them.

-- `identity` is the same in every analysis that finds the gap. Texts of people are in no column.
create table gaps (
    id text primary key,
    identity text not null unique,
    gap_type text not null,
    endpoint_id text not null,
    endpoint_name text not null,
    model_name text,
    model_version text,
    severity_raw text not null,
    description text not null,
    evidence_summary text not null,
    evidence text not null,
    suggested_action text not null,
    suggested_bit_name text not null,
    estimated_records_needed bigint not null,
    status text not null,
    priority bigint not null,
    priority_is_set bigint not null,
    occurrence_count bigint not null,
    first_seen_at bigint not null,
    last_seen_at bigint not null,
    resolved_at bigint,
    resolved_by text,
    created_at bigint not null,
    updated_at bigint not null,
    revision bigint not null
);
create index gaps_by_status on gaps (status, id);

-- The feedback that a cluster had when it was found last.
create table gap_members (
    gap_id text not null,
    feedback_id text not null,
    primary key (gap_id, feedback_id)
);
create index gap_members_by_feedback on gap_members (feedback_id);

create table gap_tasks (
    id text primary key,
    gap_id text not null,
    task_type text not null,
    title text not null,
    description text not null,
    instructions text not null,
    target_record_count bigint not null,
    training_sheet_id text,
    records_before bigint not null,
    assigned_to text,
    assigned_team text,
    priority bigint not null,
    due_date text,
    created_by text not null,
    created_at bigint not null
);
create index gap_tasks_by_gap on gap_tasks (gap_id, id);

-- Analyses: asked for, or by the clock.
create table gap_analyses (
    id text primary key,
    status text not null,
    requested_by text not null,
    requested_at bigint not null,
    finished_at bigint,
    found bigint,
    opened bigint,
    updated bigint,
    resolved bigint,
    problem text not null
);
create index gap_analyses_by_status on gap_analyses (status, id);
