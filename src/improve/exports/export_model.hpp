#pragma once
// What an export is: asked for, made, answered.

#include "improve/curation/split.hpp"
#include "improve/exports/export_format.hpp"
#include "improve/exports/export_report.hpp"
#include "improve/sheets/sheets_requests.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/api/schema.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(ExportStatus, running, ready, refused, failed)
BOOST_DEFINE_ENUM_CLASS(DuplicateRule, keep, exact, near)

/// Which rows, beside what format and review say; members that are sent are joined by `and`.
struct ExportFilters {
    std::vector<RowUse> use;
    std::vector<ResponseSource> response_source;
    std::optional<RowSource> source;
    std::optional<std::string> endpoint_id, model_version;
    std::optional<api::Moment> created_after, created_before;

    /// `now-1h` is a time from then on.
    void fix_times(Timestamp now);

    static constexpr auto fields(auto...) {
        using T = ExportFilters;
        return std::array{
            api::option<&T::use>("Only rows that teach one of these; empty: all.",
                                 api::max_items(3)),
            api::option<&T::response_source>("Only responses from one of these; empty: all.",
                                             api::max_items(5)),
            api::option<&T::source>("Only rows from here."),
            api::option<&T::endpoint_id>("Only from feedback on this endpoint, by id or name.",
                                         api::max_length(255)),
            api::option<&T::model_version>("Only from feedback on this version.",
                                           api::max_length(255)),
            api::option<&T::created_after>("Not older than this."),
            api::option<&T::created_before>("Older than this.")};
    }
};

/// Also where unknown members are ignored: with a misspelt filter, everything would be exported.
template <>
struct api::Codec<ExportFilters> : api::InlinedCodec<ExportFilters> {
    static json::object schema(json::object& components) {
        return closed(InlinedCodec::schema(components), components);
    }
};

/// What decides which bytes are written.
struct ExportOptions {
    ExportFormat format = ExportFormat::anthropic;
    std::optional<ExportPurpose> purpose;
    double train_split = 0.9;
    std::int64_t random_seed = 42;
    ExportFilters filters;
    bool force = false;
    bool conversational = false;
    RowLayout layout = RowLayout::rows;
    DuplicateRule drop_duplicates = DuplicateRule::exact;

    static constexpr auto fields(auto...) {
        using T = ExportOptions;
        return std::array{
            api::option<&T::format>("What is written; anthropic and gemini are legacy forms."),
            api::option<&T::purpose>(
                "training: rows that may be trained on. evaluation: rows that models may be judged "
                "by; those of evaluation sheets are all in the validation file. Left out: "
                "evaluation of openai_evals, else training."),
            api::option<&T::train_split>("Share of groups that are trained on.", api::minimum(0.5),
                                         api::maximum(0.95)),
            api::option<&T::random_seed>("Another seed is another split."),
            api::option<&T::filters>("Which rows; all that the format has a place for if left "
                                     "out."),
            api::option<&T::force>("true: lines that break a rule are left out instead of refusing "
                                   "the export. What was rejected stays out in any case."),
            api::option<&T::conversational>("Of TRL formats: messages instead of texts."),
            api::option<&T::layout>(
                "Of csv, parquet and hf_dataset: rows, or a column for each feature and "
                "`label`."),
            api::option<&T::drop_duplicates>(
                "Which repetitions are left out: none (keep), those that are the same but for case "
                "and blanks (exact), or those at least 0.8 alike (near).")};
    }
};

inline ExportPurpose purpose_of(const ExportOptions& options) {
    return options.purpose.value_or(options.format == ExportFormat::openai_evals
                                        ? ExportPurpose::evaluation
                                        : ExportPurpose::training);
}

struct ExportRequest {
    ExportOptions options;
    std::int32_t wait = 30;

    static constexpr auto fields(auto...) {
        return api::joined(api::inlined<&ExportRequest::options>(),
                           std::array{api::option<&ExportRequest::wait>(
                               "Seconds to wait for the files; after that the answer is `running`.",
                               api::minimum(0), api::maximum(300))});
    }
};
template <>
struct api::Codec<ExportRequest> : api::InlinedCodec<ExportRequest> {};

/// A file of an export.
struct ExportedFile {
    std::string name;
    std::optional<SplitSide> split;
    std::int64_t lines = 0;
    std::int64_t size_bytes = 0;
    std::string sha256;

    static constexpr auto fields(auto...) {
        using T = ExportedFile;
        return std::array{
            api::field<&T::name>("As GET /exports/{id}/files/{name} takes it."),
            api::field<&T::split>("What its lines are for; null of a file about the others."),
            api::field<&T::lines>("Examples, without a heading."),
            api::field<&T::size_bytes>("Size."), api::field<&T::sha256>("Of its bytes.")};
    }
};

/// How these files came to be. The file manifest.json holds, beside this, the ids of the rows of
/// each file in the order of its lines.
struct ExportManifest {
    std::string export_id, training_sheet_id, training_sheet_name;
    ExportOptions options;
    std::int32_t format_version = 1;
    std::string dataset_sha256;
    std::int64_t erased_lines = 0;
    std::vector<ExportedFile> files;
    std::int64_t redaction_policy_version = 0;
    std::vector<std::string> redaction_patterns, redaction_columns;
    std::string tool_version, created_by;
    Timestamp created_at{};

    static constexpr auto fields(auto...) {
        using T = ExportManifest;
        return std::array{
            api::field<&T::export_id>("The export."),
            api::field<&T::training_sheet_id>("The sheet."),
            api::field<&T::training_sheet_name>("Its name at that time."),
            api::field<&T::options>("What was asked for."),
            api::field<&T::format_version>("Counts the rules of the format."),
            api::field<&T::dataset_sha256>("Of ids and revisions of the rows, in their order: the "
                                           "version of the data; renewed when lines are erased."),
            api::field<&T::erased_lines>("Lines that were taken out later, with their rows."),
            api::field<&T::files>("The files."),
            api::field<&T::redaction_policy_version>(
                "Version of the privacy policy in force when the files were made; 0: of flags and "
                "configuration file, or of an Ontos that did not say. Rows were redacted when they "
                "were kept, by the version then in force."),
            api::field<&T::redaction_patterns>("Patterns of that policy."),
            api::field<&T::redaction_columns>("Columns of that policy."),
            api::field<&T::tool_version>("Of Ontos."),
            api::field<&T::created_by>("Who asked for it."),
            api::field<&T::created_at>("When.")};
    }
};

/// A row of training_exports.
struct ExportRecord {
    std::string id, training_sheet_id;
    ExportOptions options;
    ExportStatus status = ExportStatus::running;
    std::optional<std::string> reason;
    std::string server_id;
    std::int64_t rows_total = 0, rows_done = 0, files_revision = 1;
    std::optional<ExportReport> report;
    std::optional<ExportManifest> manifest;
    std::string created_by;
    Timestamp created_at{}, updated_at{};
    std::optional<Timestamp> finished_at;

    static constexpr auto fields(auto...) {
        using T = ExportRecord;
        return std::array{api::field<&T::id>("Identifier."),
                          api::field<&T::training_sheet_id>("The sheet."),
                          api::field<&T::options>("What was asked for."),
                          api::field<&T::status>("How far it is."),
                          api::field<&T::reason>("Why not ready."),
                          api::field<&T::server_id>("Who makes or made it."),
                          api::field<&T::rows_total>("Rows to be read, twice each."),
                          api::field<&T::rows_done>("Rows that were read."),
                          api::field<&T::files_revision>("Counts how often its files were "
                                                         "written; names their folder."),
                          api::field<&T::report>("What was found."),
                          api::field<&T::manifest>("What was made."),
                          api::field<&T::created_by>("Who asked."),
                          api::field<&T::created_at>("When."),
                          api::field<&T::updated_at>("Last sign of life."),
                          api::field<&T::finished_at>("When it ended.")};
    }
};

/// Who got a file: a row of training_export_downloads.
struct ExportDownload {
    std::string export_id, name, downloaded_by;
    std::int64_t requests = 0;
    Timestamp first_at{}, last_at{};

    static constexpr auto fields(auto...) {
        using T = ExportDownload;
        return std::array{api::field<&T::export_id>("The export."),
                          api::field<&T::name>("The file."),
                          api::field<&T::downloaded_by>("Who got it, or a part of it."),
                          api::field<&T::requests>("How often."),
                          api::field<&T::first_at>("When first."),
                          api::field<&T::last_at>("When last.")};
    }
};

/// An export as it is answered.
struct Export {
    std::string export_id, training_sheet_id;
    ExportStatus status = ExportStatus::running;
    std::optional<std::string> reason;
    double progress = 0;
    ExportFormat format = ExportFormat::anthropic;
    ExportOptions options;
    std::optional<std::string> volume_path, train_path, val_path;
    std::int64_t examples_exported = 0, excluded_count = 0, train_count = 0, val_count = 0;
    std::optional<ExportReport> report;
    std::optional<ExportManifest> manifest;
    std::string created_by;
    Timestamp created_at{};
    std::optional<Timestamp> finished_at;

    static constexpr auto fields(auto...) {
        using T = Export;
        return std::array{
            api::field<&T::export_id>("Identifier."),
            api::field<&T::training_sheet_id>("The sheet."),
            api::field<&T::status>("running; ready: the files are there; refused: the report says "
                                   "why; failed: the reason does."),
            api::field<&T::reason>("Why it was refused or failed."),
            api::field<&T::progress>("0..1."),
            api::field<&T::format>("What is written."),
            api::field<&T::options>("What was asked for."),
            api::field<&T::volume_path>("Where the files are, below the data folder."),
            api::field<&T::train_path>("The file to train on, the first if there are several."),
            api::field<&T::val_path>("The file to validate by; null if no row fell there."),
            api::field<&T::examples_exported>("Lines in all files."),
            api::field<&T::excluded_count>("Rows that were left out; the report says why."),
            api::field<&T::train_count>("Lines to train on."),
            api::field<&T::val_count>("Lines to validate by."),
            api::field<&T::report>("The safety report; null while it runs."),
            api::field<&T::manifest>("How the files came to be; null unless ready."),
            api::field<&T::created_by>("Who asked for it."),
            api::field<&T::created_at>("When."),
            api::field<&T::finished_at>("When it ended; null while it runs.")};
    }
};

Export answered(const ExportRecord& record);

struct ExportPath {
    std::string export_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ExportPath::export_id>("Id of the export.")};
    }
};

struct ExportFilePath {
    std::string export_id, name;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ExportFilePath::export_id>("Id of the export."),
                          api::field<&ExportFilePath::name>("Name of the file, a / as %2F.")};
    }
};

struct ExportFolderFilePath {
    std::string export_id, folder, name;

    static constexpr auto fields(auto...) {
        using T = ExportFolderFilePath;
        return std::array{api::field<&T::export_id>("Id of the export."),
                          api::field<&T::folder>("Folder of the file."),
                          api::field<&T::name>("Name of the file in it.")};
    }
};

struct ExportsQuery {
    std::optional<std::string> training_sheet_id;
    std::optional<ExportStatus> status;
    std::int32_t limit = 50;
    std::string cursor;

    static constexpr auto fields(auto...) {
        using T = ExportsQuery;
        return std::array{
            api::option<&T::training_sheet_id>("Only of this sheet.", api::max_length(200)),
            api::option<&T::status>("Only those."),
            api::option<&T::limit>("Exports of a page.", api::minimum(1), api::maximum(100)),
            api::option<&T::cursor>("`next_cursor` of the page before.", api::is_id_of_last)};
    }
};

struct ExportPage {
    std::vector<Export> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ExportPage::items>("Newest first, without report and manifest."),
            api::field<&ExportPage::next_cursor>("Where the next page starts; null at the end.")};
    }
};

}  // namespace ontos
