-- Which rows a job was trained on, known to every server, also when exports, rows and sheets are
-- gone: ids of 32 hexadecimal digits, sorted, in pieces that are found by their last one.
create table training_job_rows (
    job_id text not null,
    last_row text not null,
    row_ids text not null,
    primary key (job_id, last_row)
);
