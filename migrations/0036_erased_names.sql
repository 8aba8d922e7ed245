-- How often a name was erased of a layout: servers that hold it in memory read it again.
alter table profile_layouts add column erased_count bigint not null default 0;
create index profile_layouts_erased on profile_layouts (erased_count) where erased_count > 0;
