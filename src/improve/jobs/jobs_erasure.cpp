// What trainers wrote while they had rows of a person.
#include "improve/jobs/jobs_erasure.hpp"

#include <fmt/format.h>

#include "improve/exports/exports_store.hpp"
#include "improve/jobs/jobs_erasure_store.hpp"

namespace ontos {

HeldRecords JobsErasure::held(sql::Transaction& tx, const ErasedSubject& subject) const {
    return jobs_erasure_store::held(tx, subject);
}

std::vector<HeldRecord> JobsErasure::records(sql::Transaction& tx, const ErasedSubject& subject,
                                             const std::string& after, std::int64_t limit) const {
    return jobs_erasure_store::records(tx, subject, after, limit);
}

std::int64_t JobsErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                std::int64_t limit) const {
    const auto found = jobs_erasure_store::records(tx, subject, "", limit);
    for (const auto& log : found) jobs_erasure_store::forget_words(tx, log.id);
    return std::ssize(found);
}

std::vector<std::string> JobsErasure::waits_for(sql::Transaction& tx,
                                                const ErasedSubject& subject) const {
    std::vector<std::string> out;
    for (const auto& job : jobs_erasure_store::with_rows(tx, subject.erasure_id)) {
        const auto made = exports_store::find(tx, job.order.export_id.value_or(""));
        // The rows of an export are erased before; with the same hash they are the job's.
        if (made && made->manifest && made->manifest->dataset_sha256 == job.progress.dataset_sha256)
            continue;
        out.push_back(
            fmt::format("training job {} on server {}: its trainer has the rows until it "
                        "ends; POST /api/v1/training/jobs/{}/cancel ends it now",
                        job.id, job.keeping.server_id, job.id));
    }
    return out;
}

}  // namespace ontos
