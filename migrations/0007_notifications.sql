-- Where alerts are told: saved channels, the outbox, and what became of each delivery.

-- What must be done by one server at a time. `token` grows with each new holder: a write that names
-- an older one is refused.
create table leases (
    name text primary key,
    holder text not null,
    token bigint not null,
    expires_at bigint not null
);

-- Secrets, routing keys and addresses stand here as they are, because they must be used.
create table notification_channels (
    id text primary key,
    name text not null unique,
    type text not null,
    url text not null,
    address text not null,
    routing_key text not null,
    secrets text not null,
    created_at bigint not null,
    created_by text not null,
    updated_at bigint not null
);

-- A delivery of one notice to one channel, written with the state change that it tells. `id` is the
-- webhook-id, the same in each attempt. `channel` is shown, `target` is used; `destination` names what
-- is called, for the breaker.
create table notification_outbox (
    id text primary key,
    alert_id text not null,
    event text not null,
    channel text not null,
    target text not null,
    destination text not null,
    notice text not null,
    state text not null,
    attempts bigint not null,
    created_at bigint not null,
    sequence bigint not null,
    next_attempt_at bigint,
    finished_at bigint,
    last_error text not null
);
create index notification_outbox_due on notification_outbox (next_attempt_at)
    where state = 'queued';
create index notification_outbox_order on notification_outbox (alert_id, destination, created_at)
    where state = 'queued';
create index notification_outbox_by_alert on notification_outbox (alert_id, created_at, id);
create index notification_outbox_finished on notification_outbox (finished_at)
    where state <> 'queued';

-- The delivery log: each attempt, and how it ended.
create table notification_attempts (
    delivery_id text not null,
    number bigint not null,
    started_at bigint not null,
    duration_ms bigint not null,
    status bigint,
    error text not null,
    primary key (delivery_id, number)
);

-- What is known of a destination that failed: the circuit breaker, and the word that it is gone.
create table notification_destinations (
    destination text primary key,
    failures_in_a_row bigint not null,
    open_until bigint,
    disabled_at bigint,
    reason text not null
);
