-- Which profiles have names of values that their layout does not know: they are forgotten when a
-- person is erased. Of those that were written before nobody knows: 1.
alter table profile_buckets add column has_names bigint not null default 1;
create index profile_buckets_with_names on profile_buckets (endpoint_id, started_at)
    where has_names = 1;
alter table baseline_profiles add column has_names bigint not null default 1;
