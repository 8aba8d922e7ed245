#pragma once
// Training sheets in the database.

#include "improve/sheets/training_sheet.hpp"
#include "platform/sql/database.hpp"

namespace ontos::sheets_store {

struct Filter {
    std::optional<SheetStatus> status;
    std::optional<std::string> template_id;
    std::string before;  ///< ids below this one; empty: from the newest
    std::int64_t limit = 0;
};

void insert(sql::Transaction& tx, const TrainingSheetRecord& sheet);
/// Not a deleted one.
std::optional<TrainingSheetRecord> find(sql::Transaction& tx, const std::string& id);
/// Newest first, without deleted ones.
std::vector<TrainingSheetRecord> list(sql::Transaction& tx, const Filter& filter);
std::int64_t count(sql::Transaction& tx);
/// The oldest live one of a template.
std::optional<TrainingSheetRecord> of_template(sql::Transaction& tx,
                                               const std::string& template_id);
/// All but the counts.
void update(sql::Transaction& tx, const TrainingSheetRecord& sheet);
/// Adds to the counts. Transactions that do it for one sheet come one after the other: call it
/// before what depends on the rows that there are.
void add_counts(sql::Transaction& tx, const std::string& id, const SheetCounts& added,
                Timestamp now);
/// Live sheets whose rows judge models: for evaluation or testing, not for training.
std::vector<TrainingSheetRecord> for_evaluation(sql::Transaction& tx);

/// A template that sheets name, with the oldest live one of them.
struct TemplateUse {
    std::string template_id, training_sheet_id;
    std::int64_t total_rows = 0;

    static constexpr auto fields(auto...) {
        using T = TemplateUse;
        return std::array{api::field<&T::template_id>("Template."),
                          api::field<&T::training_sheet_id>("Its sheet."),
                          api::field<&T::total_rows>("Rows of it.")};
    }
};
/// By template.
std::vector<TemplateUse> template_uses(sql::Transaction& tx);

struct SourceUse {
    std::string sheet_id;
    std::int64_t training_sheet_count = 0;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&SourceUse::sheet_id>("Source."),
                          api::field<&SourceUse::training_sheet_count>("Live sheets of it.")};
    }
};
/// By source.
std::vector<SourceUse> source_uses(sql::Transaction& tx, std::int64_t limit);

/// Deleted sheets that still have a row in training_sheets.
std::vector<std::string> deleted(sql::Transaction& tx);
void remove(sql::Transaction& tx, const std::string& id);

}  // namespace ontos::sheets_store
