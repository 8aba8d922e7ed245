-- Review queues: what waits for people's judgement, who has what, and what they said.

-- The counts are those of the items and assignments, written with them.
create table review_queues (
    id text primary key,
    name text not null,
    description text not null,
    instructions text not null,
    source text not null,
    training_sheet_id text,
    filter text,
    score_configs text not null,
    overlap bigint not null,
    reservation_minutes bigint not null,
    reviewers text not null,
    status text not null,
    item_count bigint not null,
    pending_count bigint not null,
    completed_count bigint not null,
    withdrawn_count bigint not null,
    judgement_count bigint not null,
    skip_count bigint not null,
    created_by text not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);

-- `taken`: assignments that are reserved or submitted. `target_id`: a row or a feedback item.
create table review_items (
    id text primary key,
    queue_id text not null,
    place bigint not null,
    target_id text not null,
    status text not null,
    outcome text,
    taken bigint not null,
    judgements bigint not null,
    created_at bigint not null,
    completed_at bigint,
    unique (queue_id, target_id),
    unique (queue_id, place)
);
create index review_items_pending on review_items (queue_id, place) where status = 'pending';
create index review_items_by_target on review_items (target_id);

-- `judgement`: as it was sent, redacted; null of feedback, whose judgements are feedback_items, and
-- of a target that is gone.
create table review_assignments (
    item_id text not null,
    reviewer text not null,
    queue_id text not null,
    status text not null,
    target_revision bigint not null,
    reserved_at bigint not null,
    expires_at bigint not null,
    answered_at bigint,
    judgement text,
    feedback_ids text not null,
    primary key (item_id, reviewer)
);
create index review_assignments_by_reviewer on review_assignments (queue_id, reviewer, status);
create index review_assignments_reserved on review_assignments (queue_id, expires_at) where status = 'reserved';

-- What reviewers said that can be compared: a decision, a rating, a category, a number.
create table review_labels (
    queue_id text not null,
    name text not null,
    item_id text not null,
    reviewer text not null,
    label text not null,
    primary key (queue_id, name, item_id, reviewer)
);
