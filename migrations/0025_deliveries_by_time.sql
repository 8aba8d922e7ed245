-- Deliveries of all subjects are listed by time, and those that were given up by themselves: so each
-- says what it tells of, which is in its notice too. Empty in those that were made before.
alter table notification_outbox add column name text not null default '';
alter table notification_outbox add column alert_type text not null default '';
alter table notification_outbox add column message text not null default '';
create index notification_outbox_by_time on notification_outbox (created_at, id);
create index notification_outbox_by_state on notification_outbox (state, created_at, id);
