-- Whether the working folder of a job, with its rows, is on its server: an erasure waits for it.
alter table training_jobs add column has_folder bigint not null default 0;
create index training_jobs_with_folder on training_jobs (server_id) where has_folder = 1;
