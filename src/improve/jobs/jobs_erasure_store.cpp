// The SQL by which logs of training jobs are tied to the subject of an erasure.
#include "improve/jobs/jobs_erasure_store.hpp"

#include <fmt/format.h>

#include "platform/erasure/erasure_links_store.hpp"

namespace ontos::jobs_erasure_store {
namespace {

constexpr std::string_view tied_logs =
    "from training_job_logs g join training_jobs j on j.id = g.job_id "
    "where j.created_at <= $2 and j.has_folder = 0 and j.training_sheet_id in (select scope from "
    "erasure_links "
    "where erasure_id = $1 and kind = 'row')";

}  // namespace

HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) {
    return tx
        .row<HeldRecords>(erasure_links_store::held_query("j", tied_logs), subject.erasure_id,
                          subject.until)
        .value();
}

std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                const std::string& after, std::int64_t limit) {
    return tx.rows<HeldRecord>(
        fmt::format("select j.id, j.created_at {} and j.id > $3 order by j.id limit $4", tied_logs),
        subject.erasure_id, subject.until, after, limit);
}

std::vector<TrainingJobRecord> with_rows(sql::Transaction& tx, const std::string& erasure_id) {
    return tx.rows<TrainingJobRecord>(
        "select * from training_jobs where training_sheet_id in (select scope from erasure_links "
        "where erasure_id = $1 and kind = 'row') and (has_folder = 1 or (trainer_kind = 'webhook' "
        "and finished_at is null and status <> 'pending')) order by id",
        erasure_id);
}

void forget_words(sql::Transaction& tx, const std::string& job_id) {
    tx.run("delete from training_job_logs where job_id = $1", job_id);
    tx.run("update training_job_events set message = '' where job_id = $1", job_id);
    tx.run("update training_jobs set status_message = '' where id = $1", job_id);
}

}  // namespace ontos::jobs_erasure_store
