#pragma once
// Training jobs in the database.

#include "deploy/ids.hpp"
#include "improve/jobs/jobs_requests.hpp"
#include "platform/sql/database.hpp"

namespace ontos::jobs_store {

/// Of one job; more are not kept, apart from its end.
inline constexpr std::int64_t events_max = 1'000;

void insert(sql::Transaction& tx, const TrainingJobRecord& job);
std::optional<TrainingJobRecord> find(sql::Transaction& tx, const std::string& id);
/// Newest first; ids below the cursor, from the newest if it is empty.
std::vector<TrainingJobRecord> list(sql::Transaction& tx, const JobsQuery& query,
                                    std::int64_t limit);
/// Jobs that made this version elsewhere, newest first.
std::vector<TrainingJobRecord> of_external_version(sql::Transaction& tx,
                                                   const ModelVersionRef& version,
                                                   std::int64_t limit);
/// Those that have not ended, oldest first.
std::vector<TrainingJobRecord> live(sql::Transaction& tx, std::int64_t limit);
std::int64_t count_live(sql::Transaction& tx);
/// Of a server: those whose working folder is there, ended or not.
std::vector<TrainingJobRecord> with_folder(sql::Transaction& tx, const std::string& server_id);
/// Live ones of a trainer in one status.
std::int64_t count_of_trainer(sql::Transaction& tx, const std::string& trainer, JobStatus status);
/// All its members, by its id.
void update(sql::Transaction& tx, const TrainingJobRecord& job);
/// A sign of life of a server for its live jobs.
void see(sql::Transaction& tx, const std::string& server_id, Timestamp now);

/// Under the next number; nothing if there are too many, unless the job has ended.
void add_event(sql::Transaction& tx, JobEvent event);
std::vector<JobEvent> events(sql::Transaction& tx, const std::string& job_id);

void put_log(sql::Transaction& tx, const JobLog& log);
std::optional<JobLog> find_log(sql::Transaction& tx, const std::string& job_id);

}  // namespace ontos::jobs_store
