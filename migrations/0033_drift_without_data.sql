-- The end of the last window that had rows enough to be judged: what it said stands for a while
-- without data.
alter table drift_standings add column judged_end bigint not null default 0;
