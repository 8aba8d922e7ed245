// Which rows a job was trained on, and which jobs were trained on a row.
#include <limits>

#include "improve/jobs/trained_rows_store.hpp"
#include "improve/jobs/training_jobs.hpp"
#include "improve/sheets/sheets_store.hpp"

namespace ontos {

std::vector<std::string> TrainingJobs::trained_on(const std::set<std::string>& row_ids,
                                                  std::size_t limit) const {
    return parts_.database.read(
        [&](sql::Transaction& tx) { return trained_rows_store::jobs_with(tx, row_ids, limit); });
}

std::vector<std::string> TrainingJobs::rows_trained_on(const std::string& job_id,
                                                       std::size_t limit) const {
    const auto pieces = static_cast<std::int64_t>(limit / trained_rows_store::rows_of_piece + 1);
    const auto rows = parts_.database.read(
        [&](sql::Transaction& tx) { return trained_rows_store::of_job(tx, job_id, pieces); });
    return row_ids_of(rows, limit);
}

std::vector<std::string> TrainingJobs::rows_trained_on_but(const std::string& job_id,
                                                           const NameRows& others,
                                                           std::size_t limit) const {
    constexpr auto all = std::numeric_limits<std::int64_t>::max();
    const auto rows = parts_.database.read(
        [&](sql::Transaction& tx) { return trained_rows_store::of_job(tx, job_id, all); });
    return row_ids_but(rows, others, limit);
}

JobLineage TrainingJobs::show_training_job_lineage(const api::Path<JobPath>& path) const {
    constexpr std::size_t rows_max = 1'000;
    const auto job = require(path.job_id);
    JobLineage out;
    out.job_id = job.id;
    out.training_sheet_id = job.order.training_sheet_id;
    out.training_sheet_name = job.order.training_sheet_name;
    out.model_name = job.order.model_name;
    out.model_version = version_made(job.progress);
    out.qa_pair_ids = rows_trained_on(job.id, rows_max + 1);
    out.truncated = out.qa_pair_ids.size() > rows_max;
    if (out.truncated) out.qa_pair_ids.pop_back();
    const auto sheet = parts_.database.read(
        [&](sql::Transaction& tx) { return sheets_store::find(tx, job.order.training_sheet_id); });
    if (!sheet) return out;
    out.training_sheet = {sheet->id, sheet->name, sheet->counts.total_rows};
    out.sheet_id = sheet->sheet_id;
    out.template_id = sheet->template_id;
    if (out.sheet_id) out.sheet = LineageSheet{*out.sheet_id, std::nullopt, std::nullopt};
    if (out.template_id)
        out.template_ = LineageTemplate{*out.template_id, std::nullopt, std::nullopt};
    return out;
}

}  // namespace ontos
