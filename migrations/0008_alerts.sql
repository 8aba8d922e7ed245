-- Alerts: rules, where the evaluator is with them, what people said, and what happened.

-- The rule (up to objective), the person's side (up to resolved_by), the evaluator's side (up to
-- sequence). `revision` tells whether somebody was faster.
create table monitor_alerts (
    id text primary key,
    endpoint_id text not null,
    alert_type text not null,
    threshold double precision not null,
    condition text not null,
    enabled bigint not null,
    notification_channels text not null,
    name text not null,
    severity text not null,
    metric text not null,
    window_minutes bigint not null,
    for_seconds bigint not null,
    keep_firing_seconds bigint not null,
    recover_threshold double precision,
    min_samples bigint not null,
    no_data text not null,
    on_error text not null,
    eq_tolerance double precision not null,
    repeat_interval_seconds bigint not null,
    runbook_url text,
    labels text not null,
    group_by text not null,
    inhibited_by text not null,
    mute_windows text not null,
    ack_expires_seconds bigint,
    objective double precision not null,
    status text not null,
    acknowledged_at bigint,
    acknowledged_by text not null,
    resolved_at bigint,
    resolved_by text not null,
    state text not null,
    state_since bigint,
    triggered_at bigint,
    current_value double precision,
    sample_count bigint,
    message text not null,
    last_evaluated_at bigint,
    evaluated_until bigint,
    awaits_clear bigint not null,
    flapping bigint not null,
    transitions text not null,
    told_since bigint,
    told_at bigint,
    sequence bigint not null,
    created_at bigint not null,
    created_by text not null,
    updated_at bigint not null,
    revision bigint not null
);
create index monitor_alerts_by_endpoint on monitor_alerts (endpoint_id, id);

-- The timeline. Kept for 90 days, at most 1,000 of an alert.
create table alert_events (
    id text primary key,
    alert_id text not null,
    endpoint_id text not null,
    event text not null,
    occurred_at bigint not null,
    state_before text,
    state text not null,
    current_value double precision,
    threshold double precision not null,
    sample_count bigint,
    window_from bigint,
    window_until bigint,
    revision bigint not null,
    "by" text not null,
    message text not null,
    told text,
    not_told_because text not null,
    links text not null
);
create index alert_events_by_alert on alert_events (alert_id, id);
create index alert_events_by_time on alert_events (occurred_at);

create table alert_silences (
    id text primary key,
    matchers text not null,
    starts_at bigint not null,
    ends_at bigint not null,
    comment text not null,
    created_at bigint not null,
    created_by text not null
);
create index alert_silences_by_end on alert_silences (ends_at);
