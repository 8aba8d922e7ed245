// The SQL of training_jobs.
#include "improve/jobs/jobs_store.hpp"

#include "platform/sql/update.hpp"

namespace ontos::jobs_store {

void insert(sql::Transaction& tx, const TrainingJobRecord& job) { tx.insert("training_jobs", job); }

std::optional<TrainingJobRecord> find(sql::Transaction& tx, const std::string& id) {
    return tx.row<TrainingJobRecord>("select * from training_jobs where id = $1", id);
}

std::vector<TrainingJobRecord> list(sql::Transaction& tx, const JobsQuery& query,
                                    std::int64_t limit) {
    return tx.rows<TrainingJobRecord>(
        "select * from training_jobs where (cast($1 as text) is null or status = $1) "
        "and (cast($2 as text) is null or training_sheet_id = $2) "
        "and (cast($3 as text) is null or export_id = $3) "
        "and (cast($4 as text) is null or model_name = $4) "
        "and (cast($5 as text) is null or trainer = $5) "
        "and ($6 = '' or id < $6) order by id desc limit $7",
        query.status, query.training_sheet_id, query.export_id, query.model_name, query.trainer,
        query.cursor, limit);
}

std::vector<TrainingJobRecord> of_external_version(sql::Transaction& tx,
                                                   const ModelVersionRef& version,
                                                   std::int64_t limit) {
    return tx.rows<TrainingJobRecord>(
        "select * from training_jobs where model_name = $1 and external_model_version = $2 "
        "order by id desc limit $3",
        version.full_name, version.version, limit);
}

std::vector<TrainingJobRecord> live(sql::Transaction& tx, std::int64_t limit) {
    return tx.rows<TrainingJobRecord>(
        "select * from training_jobs where finished_at is null order by id limit $1", limit);
}

std::int64_t count_live(sql::Transaction& tx) {
    return tx.value<std::int64_t>("select count(*) from training_jobs where finished_at is null")
        .value();
}

std::int64_t count_of_trainer(sql::Transaction& tx, const std::string& trainer, JobStatus status) {
    return tx
        .value<std::int64_t>(
            "select count(*) from training_jobs "
            "where finished_at is null and trainer = $1 and status = $2",
            trainer, status)
        .value();
}

std::vector<TrainingJobRecord> with_folder(sql::Transaction& tx, const std::string& server_id) {
    return tx.rows<TrainingJobRecord>(
        "select * from training_jobs where has_folder = 1 and server_id = $1", server_id);
}

void update(sql::Transaction& tx, const TrainingJobRecord& job) {
    sql::update(tx, "training_jobs", job, "id = $1", {job.id});
}

void see(sql::Transaction& tx, const std::string& server_id, Timestamp now) {
    tx.run("update training_jobs set seen_at = $2 where finished_at is null and server_id = $1",
           server_id, now);
}

void add_event(sql::Transaction& tx, JobEvent event) {
    event.number =
        tx.value<std::int64_t>("select max(number) from training_job_events where job_id = $1",
                               event.job_id)
            .value_or(0) +
        1;
    if (event.number > events_max && !has_ended(event.status)) return;
    tx.insert("training_job_events", event);
}

std::vector<JobEvent> events(sql::Transaction& tx, const std::string& job_id) {
    return tx.rows<JobEvent>("select * from training_job_events where job_id = $1 order by number",
                             job_id);
}

void put_log(sql::Transaction& tx, const JobLog& log) {
    tx.insert_all("training_job_logs", std::span{&log, 1},
                  "on conflict (job_id) do update set bytes_total = excluded.bytes_total, "
                  "tail = excluded.tail");
}

std::optional<JobLog> find_log(sql::Transaction& tx, const std::string& job_id) {
    return tx.row<JobLog>("select * from training_job_logs where job_id = $1", job_id);
}

}  // namespace ontos::jobs_store
