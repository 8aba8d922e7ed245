#pragma once
// Logs of training jobs that are tied to the subject of an erasure, in the database.

#include "improve/jobs/training_job.hpp"
#include "platform/erasure/erasable_store.hpp"

namespace ontos::jobs_erasure_store {

/// Of jobs of sheets that have a linked row.
HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject);
std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                const std::string& after, std::int64_t limit);
/// Jobs of such sheets whose trainers were given rows: programs that run, or are being ended, and
/// webhooks that were told and have not ended.
std::vector<TrainingJobRecord> with_rows(sql::Transaction& tx, const std::string& erasure_id);
/// The log of a job, and what its trainer said; that it was, when and how it ended stays.
void forget_words(sql::Transaction& tx, const std::string& job_id);

}  // namespace ontos::jobs_erasure_store
