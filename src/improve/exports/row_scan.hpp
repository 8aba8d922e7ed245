#pragma once
// The first look at the rows of an export: what is remembered of each, and what speaks against it
// alone.

#include <map>
#include <optional>

#include "improve/curation/evaluation_texts.hpp"
#include "improve/exports/row_facts.hpp"
#include "improve/sheets/training_sheet.hpp"

namespace ontos {

/// What rows are held against.
struct RowRules {
    TrainingSheetRecord sheet;
    ExportOptions options;
    EvaluationTexts evaluation;  ///< none where the purpose is evaluation
    /// Answers that were rejected, by hash_of_answer; sorted.
    std::vector<std::uint64_t> rejected;
};

/// What the values of a feature are so far.
struct SeenFeature {
    std::optional<ParquetKind> kind;  ///< nullopt: only null was seen
    bool has_large_integer = false;   ///< one that no double holds
    bool has_other_number = false;    ///< a fraction, or one that no int64 holds

    void take(const api::json::value& value);
    ParquetKind column_kind() const;
};

/// Owned by one thread.
class RowScan {
public:
    RowScan(const RowRules& rules, SketchFile& sketches) : rules_{rules}, sketches_{sketches} {}

    void add(const TrainingRowRecord& row);

    std::vector<RowFact>& facts() { return facts_; }
    /// The features in the rows that are not left out, by name: numbers or booleans where all are.
    /// Integers that no double holds make a column of integers; beside fractions, of texts.
    std::vector<ParquetFile::Column> feature_columns() const;

private:
    std::optional<Exclusion> exclusion_of(const TrainingRowRecord& row, const RowFact& fact,
                                          const std::string& prompt) const;
    SplitSide side_of(const TrainingRowRecord& row, std::uint64_t prompt_hash) const;
    bool may_serve(const TrainingRowRecord& row, SplitSide side) const;
    bool is_contaminated(const TrainingRowRecord& row, const std::string& prompt) const;
    /// Not of a row that the layout cannot hold: its line will be refused.
    void take_features(const TrainingRowRecord& row);

    const RowRules& rules_;
    SketchFile& sketches_;
    std::vector<RowFact> facts_;
    std::map<std::string, SeenFeature> features_;
};

/// Features of one export, at most.
inline constexpr std::size_t feature_columns_max = 4'096;

/// Context and prompt, normal.
std::string normal_prompt(const RowContent& content);
/// That, and of a row of features the text in which it was asked as well: rows of before may have
/// nothing but that. Of a prompt that is a chat as JSON, as in rows of before, the chat as well.
std::vector<std::string> normal_prompts(const RowContent& content);
/// An answer to a prompt; the same for texts that differ in case and blanks only.
std::uint64_t hash_of_answer(const std::string& normal_prompt, const std::string& answer);
/// What decides the side of a row: for ever, whatever other rows there are.
std::string split_group(const TrainingRowRecord& row, std::uint64_t prompt_hash);
/// Adds a row that models are judged by.
void add_evaluation_row(EvaluationTexts& texts, const TrainingRowRecord& row);

}  // namespace ontos
