-- What a training job made that is kept elsewhere, as the endpoint that serves it names it.
alter table training_jobs add column external_model_version text;
create index training_jobs_by_external_version on training_jobs (model_name, external_model_version)
    where external_model_version is not null;
