-- Whom and which session an earlier revision was about: found and erased as the item is.
alter table feedback_revisions add column subject_id text;
alter table feedback_revisions add column session_id text;
create index feedback_revisions_by_subject on feedback_revisions (subject_id) where subject_id is not null;

-- What the author said last, part by part, as hashes of redacted texts: tells what they change from
-- what others changed. Null: said before this was kept.
alter table feedback_keys add column said text;
