// An export as it is answered.
#include "improve/exports/export_model.hpp"

#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

void take_paths(const ExportRecord& record, Export& out) {
    out.volume_path = "exports/" + record.id + '/' + std::to_string(record.files_revision);
    for (const auto& file : record.manifest->files) {
        if (!file.split) continue;
        const bool is_train = *file.split == SplitSide::train;
        auto& path = is_train ? out.train_path : out.val_path;
        if (!path) path = *out.volume_path + '/' + file.name;
        (is_train ? out.train_count : out.val_count) += file.lines;
    }
    out.examples_exported = out.train_count + out.val_count;
}

}  // namespace

void ExportFilters::fix_times(Timestamp now) {
    for (auto* time : {&created_after, &created_before})
        if (*time) (*time)->text = to_rfc3339((*time)->at(now));
}

Export answered(const ExportRecord& record) {
    Export out;
    out.export_id = record.id;
    out.training_sheet_id = record.training_sheet_id;
    out.status = record.status;
    out.reason = record.reason;
    const bool is_done = record.status != ExportStatus::running;
    if (is_done || record.rows_total > 0)
        out.progress = is_done ? 1
                               : std::min(1.0, static_cast<double>(record.rows_done) /
                                                   (2.0 * static_cast<double>(record.rows_total)));
    out.format = record.options.format;
    out.options = record.options;
    if (record.manifest) take_paths(record, out);
    if (record.report) out.excluded_count = record.report->rows_seen - record.report->rows_exported;
    out.report = record.report;
    out.manifest = record.manifest;
    out.created_by = record.created_by;
    out.created_at = record.created_at;
    out.finished_at = record.finished_at;
    return out;
}

}  // namespace ontos
