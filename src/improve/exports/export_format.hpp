#pragma once
// What an export writes: a line for a row in the form that a trainer reads, checked by its limits.

#include <string>
#include <vector>

#include "improve/sheets/training_row.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(ExportFormat, openai_sft, openai_dpo, trl_prompt_completion, trl_preference,
                        trl_unpaired, csv, jsonl, hf_dataset, anthropic, gemini)
BOOST_DEFINE_ENUM_CLASS(RowLayout, rows, features)

/// How lines are written, beside the format.
struct LineOptions {
    /// Of TRL formats: messages instead of texts.
    bool conversational = false;
    /// Of csv: the columns of the features, in this order, and the label; empty: columns of texts.
    std::vector<std::string> feature_columns;
};

/// A rule of the format that a row breaks.
struct LineProblem {
    std::string where;  ///< a JSON pointer into the line
    std::string what;
};

/// What a row comes to: lines without their ends, or why it cannot be written.
struct FormattedRow {
    std::vector<std::string> lines;
    std::vector<LineProblem> problems;
};

/// What a trainer wants of a file.
struct FormatFacts {
    std::string_view extension;  ///< "jsonl"
    /// Fewer lines in the training file are refused.
    std::int64_t lines_min = 1;
    /// Counts of the writer and its checks, so that a manifest says which rules held.
    int version = 1;
};

const FormatFacts& facts_of(ExportFormat format);

/// Whether the format has a place for what the row teaches. A rejected answer has one only where it
/// is told apart.
bool has_place_for(ExportFormat format, RowUse use);

/// The first line of a file; empty if the format has none.
std::string heading(ExportFormat format, const LineOptions& options);

/// A row that the format has a place for.
FormattedRow format_row(ExportFormat format, const TrainingRowRecord& row,
                        const LineOptions& options);

}  // namespace ontos
