-- Retrain triggers: when a model should be trained again, and what followed each time.

create table retrain_triggers (
    id text primary key,
    name text not null,
    description text not null,
    enabled bigint not null,
    dry_run bigint not null,
    cooldown_minutes bigint not null,
    condition text not null,
    action text not null,
    notification_channels text not null,
    last_evaluated_at bigint,
    last_reason text not null,
    last_fired_at bigint,
    firing_count bigint not null,
    revision bigint not null,
    created_by text not null,
    created_at bigint not null,
    updated_at bigint not null
);

create table retrain_firings (
    id text primary key,
    trigger_id text not null,
    number bigint not null,
    fired_at bigint not null,
    dry_run bigint not null,
    action_type text not null,
    status text not null,
    problem text not null,
    attempts bigint not null,
    evidence text not null,
    gap_id text,
    training_job_id text,
    delivery_ids text not null,
    unique (trigger_id, number)
);
create index retrain_firings_waiting on retrain_firings (status, id) where status = 'waiting';
