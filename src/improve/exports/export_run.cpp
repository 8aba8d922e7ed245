// One run of an export.
#include "improve/exports/export_run.hpp"

#include <fmt/format.h>

#include <tuple>

#include "improve/exports/dataset_card.hpp"
#include "improve/exports/export_files.hpp"
#include "improve/exports/report_notes.hpp"
#include "improve/exports/row_scan.hpp"
#include "improve/exports/row_walk.hpp"
#include "improve/sheets/sheet_lookup.hpp"
#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

/// Where a row stands among the exportable ones.
auto position(const RowFact& fact) { return std::tuple{fact.exportable_at, fact.row_index}; }
auto position(const TrainingRowRecord& row) {
    return std::tuple{row.exportable_at.value().time_since_epoch().count(),
                      static_cast<std::uint32_t>(row.row_index)};
}

/// Why an export is refused: the first rule, where it is broken, and what to do.
std::string broken_rules_of(const ExportReport& report) {
    const auto& first = report.errors.front();
    const bool is_of_line = first.line > 0;
    return fmt::format("{} broken, first in {}{}: {}{}. {}, or export with force: true.",
                       report.error_count == 1
                           ? std::string{"1 rule of the format is"}
                           : fmt::format("{} rules of the format are", report.error_count),
                       first.file, is_of_line ? fmt::format(" line {}", first.line) : "",
                       first.where.empty() ? "" : first.where + ' ', first.what,
                       is_of_line ? "Correct the rows" : "Approve more rows");
}

class Run {
public:
    Run(const ExportRunParts& parts, const ExportRecord& record,
        const std::filesystem::path& folder, const ShowExportProgress& show)
        : parts_{parts},
          record_{record},
          folder_{folder},
          show_{show},
          sketches_{folder / "sketches.part"} {}

    ExportOutcome run() {
        find_rules();
        look();
        ReportNotes notes{compare()};
        ExportFiles files{folder_,
                          {.stem = file_stem(rules_.sheet.name), .format = options().format},
                          {.heading = heading(options().format, line_options_),
                           .columns = parquet_columns(line_options_),
                           .parquet = parts_.parquet}};
        write(files, notes);
        return conclude(files, notes);
    }

private:
    const ExportOptions& options() const { return record_.options; }
    void beat() { show_(rules_.sheet.counts.exportable_count, rows_done_); }
    void find_rules();
    void look();
    Comparison compare();
    void write(ExportFiles& files, ReportNotes& notes);
    void write_row(const TrainingRowRecord& row, const RowFact& fact, ExportFiles& files,
                   ReportNotes& notes);
    ExportOutcome conclude(ExportFiles& files, ReportNotes& notes);
    ExportReport finished(ReportNotes& notes, const ExportFiles& files) const;
    std::vector<std::string> warnings(const ExportReport& report) const;
    ExportManifest manifest(std::vector<ExportedFile> files);

    const ExportRunParts& parts_;
    const ExportRecord& record_;
    const std::filesystem::path& folder_;
    const ShowExportProgress& show_;
    RowRules rules_;
    SketchFile sketches_;
    std::vector<RowFact> facts_;
    LineOptions line_options_;
    std::int64_t rows_done_ = 0, evaluation_rows_ = 0;
    bool is_near_complete_ = true;
    Sha256 dataset_;
};

void Run::find_rules() {
    const auto& sheet_id = record_.training_sheet_id;
    rules_.sheet =
        parts_.database.read([&](sql::Transaction& tx) { return require_sheet(tx, sheet_id); });
    rules_.options = options();
    beat();
    const auto take_rejected = [&](const RowContent& content) {
        for (const auto& asked : normal_prompts(content))
            rules_.rejected.push_back(hash_of_answer(asked, content.rejected_response.value()));
        if (rules_.rejected.size() % 500 == 0) beat();
    };
    for_each_rejected(parts_.database, sheet_id, parts_.find_columns, take_rejected);
    std::ranges::sort(rules_.rejected);
    const auto repeated = std::ranges::unique(rules_.rejected);
    rules_.rejected.erase(repeated.begin(), repeated.end());
    if (purpose_of(options()) == ExportPurpose::evaluation) return;
    for_each_evaluation_row(parts_.database, [&](const TrainingRowRecord& row) {
        add_evaluation_row(rules_.evaluation, row);
        if (++evaluation_rows_ % 500 == 0) beat();
    });
}

void Run::look() {
    RowScan scan{rules_, sketches_};
    for_each_exportable(parts_.database, record_.training_sheet_id,
                        [&](const TrainingRowRecord& row) {
                            scan.add(row);
                            if (++rows_done_ % 100 == 0) beat();
                        });
    facts_ = std::move(scan.facts());
    line_options_.conversational = options().conversational;
    line_options_.layout = options().layout;
    line_options_.feature_columns = scan.feature_columns();
}

Comparison Run::compare() {
    std::vector<SplitSide> sides;
    for (const auto& fact : facts_)
        if (fact.sketch != RowFact::no_sketch) sides.push_back(fact.side);
    const auto near = find_near_duplicates(sketches_, sides, [this] { beat(); });
    is_near_complete_ = near.bounded == 0;
    return compare_rows(facts_, near, options().drop_duplicates);
}

void Run::write(ExportFiles& files, ReportNotes& notes) {
    std::uint32_t place = 0;
    std::int64_t gone = 0;
    for_each_exportable(
        parts_.database, record_.training_sheet_id, [&](const TrainingRowRecord& row) {
            for (; place < facts_.size() && position(facts_[place]) < position(row); ++place)
                ++gone;
            if (++rows_done_ % 100 == 0) beat();
            if (place == facts_.size() || position(facts_[place]) != position(row)) return;
            notes.see(place, row.id);
            write_row(row, facts_[place++], files, notes);
        });
    notes.exclude_gone(gone + std::ssize(facts_) - place);
}

void Run::write_row(const TrainingRowRecord& row, const RowFact& fact, ExportFiles& files,
                    ReportNotes& notes) {
    if (std::cmp_not_equal(fact.revision, row.revision))
        return notes.exclude(Exclusion::changed_meanwhile, row.id);
    if (fact.exclusion) return notes.exclude(*fact.exclusion, row.id);
    auto formatted = format_row(options().format, row, line_options_);
    const auto place = files.next_place(fact.side);
    for (auto& problem : formatted.problems)
        notes.add_error({.file = place.file,
                         .line = place.line,
                         .row_id = row.id,
                         .where = std::move(problem.where),
                         .what = std::move(problem.what)});
    if (!formatted.problems.empty() && options().force)
        return notes.exclude(Exclusion::invalid_line, row.id);
    // What will be refused is written too, so that each error has the number of its own line.
    if (formatted.lines.empty()) formatted.lines.emplace_back();
    files.add(fact.side, row.id, formatted);
    notes.take(row, formatted.tokens);
    dataset_.add(fmt::format("{} {}\n", row.id, row.revision));
}

std::vector<std::string> Run::warnings(const ExportReport& report) const {
    std::vector<std::string> out;
    if (report.conflicts.prompts > 0)
        out.push_back(
            fmt::format("{} prompts have several approved answers", report.conflicts.prompts));
    if (!report.near_duplicates.is_complete)
        out.push_back("some rows are like so many others that not all pairs were compared");
    if (!report.contamination.is_complete)
        out.push_back("the evaluation sheets have more text than is compared");
    const bool is_training = report.purpose == ExportPurpose::training;
    if (const auto wanted = facts_of(options().format).lines_wanted;
        is_training && report.split.train_count > 0 && report.split.train_count < wanted)
        out.push_back(fmt::format("{} lines to train on; the trainer recommends at least {}",
                                  report.split.train_count, wanted));
    if (report.split.train_count > 0 && report.split.val_count == 0)
        out.push_back("no row fell to validation: the sheet has few groups");
    if (report.split.val_count > 0 && report.split.train_count == 0 && is_training)
        out.push_back("no row fell to training: the sheet has few groups");
    if (options().force && report.error_count > 0)
        out.push_back("forced: what breaks a rule of the format was left out or let through");
    return out;
}

ExportReport Run::finished(ReportNotes& notes, const ExportFiles& files) const {
    auto report = notes.finish();
    const auto& counts = rules_.sheet.counts;
    report.purpose = purpose_of(options());
    report.not_exportable = counts.total_rows - counts.exportable_count;
    report.near_duplicates.is_complete = is_near_complete_;
    report.contamination.evaluation_rows = evaluation_rows_;
    report.contamination.is_complete = rules_.evaluation.is_complete();
    report.split.random_seed = options().random_seed;
    report.split.train_split = options().train_split;
    report.split.train_count = files.lines(SplitSide::train);
    report.split.val_count = files.lines(SplitSide::validation);
    report.warnings = warnings(report);
    return report;
}

ExportManifest Run::manifest(std::vector<ExportedFile> files) {
    return {.export_id = record_.id,
            .training_sheet_id = record_.training_sheet_id,
            .training_sheet_name = rules_.sheet.name,
            .options = options(),
            .format_version = facts_of(options().format).version,
            .dataset_sha256 = dataset_.hex(),
            .erased_lines = 0,
            .files = std::move(files),
            .redaction_policy_version = parts_.redaction.policy_version,
            .redaction_patterns = parts_.redaction.rules.patterns,
            .redaction_columns = parts_.redaction.rules.columns,
            .tool_version = parts_.tool_version,
            .created_by = record_.created_by,
            .created_at = record_.created_at};
}

ExportOutcome Run::conclude(ExportFiles& files, ReportNotes& notes) {
    const auto trained = files.lines(SplitSide::train);
    const auto lines_min = facts_of(options().format).lines_min;
    if (trained > 0 && trained < lines_min)
        notes.add_error({.file = files.next_place(SplitSide::train).file,
                         .line = 0,
                         .row_id = "",
                         .where = "",
                         .what = fmt::format("has {} {}; it must have at least {}", trained,
                                             trained == 1 ? "line" : "lines", lines_min)});
    ExportOutcome out;
    out.report = finished(notes, files);
    const auto refuse = [&](std::string reason) {
        out.status = ExportStatus::refused;
        out.reason = std::move(reason);
    };
    if (out.report.rows_exported == 0) {
        refuse("No row is left to export; the report says why.");
    } else if (out.report.error_count > 0 && !options().force) {
        refuse(broken_rules_of(out.report));
    } else {
        out.manifest = manifest(files.finish());
        auto& all = out.manifest->files;
        all.push_back(files.write_text("report.json", api::to_json_text(api::to_json(out.report))));
        if (options().format == ExportFormat::hf_dataset)
            all.push_back(files.write_text("README.md", dataset_card(*out.manifest, out.report)));
        all.push_back(files.write_manifest(*out.manifest));
        files.sync();
    }
    return out;
}

}  // namespace

ExportOutcome run_export(const ExportRunParts& parts, const ExportRecord& record,
                         const std::filesystem::path& folder, const ShowExportProgress& show) {
    return Run{parts, record, folder, show}.run();
}

}  // namespace ontos
