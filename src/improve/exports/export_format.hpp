#pragma once
// What an export writes: a line for a row in the form that a trainer reads, checked by its limits.

#include <string>
#include <variant>
#include <vector>

#include "improve/sheets/training_row.hpp"
#include "platform/parquet/parquet.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(ExportFormat, openai_sft, openai_dpo, trl_prompt_completion, trl_preference,
                        trl_unpaired, csv, jsonl, hf_dataset, anthropic, gemini, parquet,
                        openai_evals, alpaca, sharegpt, gemini_sft, gemini_preference,
                        anthropic_messages, bedrock_conversation)
BOOST_DEFINE_ENUM_CLASS(RowLayout, rows, features)

/// How lines are written, beside the format.
struct LineOptions {
    /// Of TRL formats: messages instead of texts.
    bool conversational = false;
    /// Of tables.
    RowLayout layout = RowLayout::rows;
    /// Of the layout features: their columns in this order, without the label. Texts, numbers or
    /// booleans.
    std::vector<ParquetFile::Column> feature_columns;
};

/// A value of a table; nothing is null.
using TableCell = std::variant<std::monostate, std::string, double, std::int64_t, bool, Timestamp,
                               std::vector<ChatMessage>>;

/// A rule of the format that a row breaks.
struct LineProblem {
    std::string where;  ///< a JSON pointer into the line
    std::string what;
};

/// What a row comes to: lines without their ends, or why it cannot be written.
struct FormattedRow {
    std::vector<std::string> lines;
    std::vector<LineProblem> problems{};
    /// Of Parquet: what is written. The one line beside them is the same as JSON.
    std::vector<TableCell> cells{};
    /// About how many a trainer reads of it: of prompt, context and the answers that are in the
    /// line.
    std::uint64_t tokens = 0;
};

/// What a trainer wants of a file.
struct FormatFacts {
    std::string_view extension;  ///< "jsonl"
    /// Fewer lines in the training file are refused.
    std::int64_t lines_min = 1;
    /// Counts of the writer and its checks, so that a manifest says which rules held.
    int version = 1;
    bool is_parquet = false;
    /// Fewer lines in the training file are warned of.
    std::int64_t lines_wanted = 1;
    /// Rows of more tokens are refused; 0: none is.
    std::uint64_t tokens_max = 0;
};

const FormatFacts& facts_of(ExportFormat format);

/// Whether the format has a place for what the row teaches. A rejected answer has one only where it
/// is told apart.
bool has_place_for(ExportFormat format, RowUse use);

/// Whether the format has columns: then the features can be those.
bool is_table(ExportFormat format);

/// Whether the layout of features can hold a row: it has some, and none that is called as the
/// column of the response.
bool fits_columns(const RowContent& content);

/// The columns of Parquet.
std::vector<ParquetFile::Column> parquet_columns(const LineOptions& options);

/// The first line of a file; empty if the format has none.
std::string heading(ExportFormat format, const LineOptions& options);

/// Characters of prompt and context.
std::uint64_t prompt_characters(const RowContent& content);

/// A row that the format has a place for.
FormattedRow format_row(ExportFormat format, const TrainingRowRecord& row,
                        const LineOptions& options);

}  // namespace ontos
