-- What the redaction took out of an item's texts, and by which policy it went; null: before this was
-- kept.
alter table feedback_items add column redactions text not null default '[]';
alter table feedback_items add column pii_policy_version bigint;
