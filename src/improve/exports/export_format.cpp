// What each format is: one table, and who writes its lines.
#include "improve/exports/export_format.hpp"

#include <fmt/format.h>

#include "improve/curation/lengths.hpp"
#include "improve/exports/chat_formats.hpp"
#include "improve/exports/table_formats.hpp"
#include "improve/exports/vendor_formats.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

/// OpenAI refuses a job with fewer examples.
constexpr std::int64_t openai_lines_min = 10;

/// Of the models of OpenAI that can be tuned, which cut an example over it without a word; and of
/// Gemini on Vertex AI.
constexpr std::uint64_t openai_tokens_max = 65'536, gemini_tokens_max = 131'072;

constexpr FormatFacts lines{"jsonl", 1, 1};
// Their first versions counted the marks of JSON as tokens.
constexpr FormatFacts openai{"jsonl", openai_lines_min, 2, false, 1, openai_tokens_max};
constexpr FormatFacts comma_separated{"csv", 1, 1};
constexpr FormatFacts gemini{"jsonl", 1, 2, false, 100, gemini_tokens_max};
constexpr FormatFacts parquet_table{"parquet", 1, 1, true};
// Its first version had JSON lines.
constexpr FormatFacts data_set{"parquet", 1, 2, true};

/// Whether a line has the rejected answer too.
bool has_rejected(ExportFormat format, const LineOptions& options) {
    switch (format) {
        case ExportFormat::openai_dpo:
        case ExportFormat::trl_preference:
        case ExportFormat::trl_unpaired:
        case ExportFormat::gemini_preference:
        case ExportFormat::jsonl:
            return true;
        default:
            return is_table(format) && options.layout == RowLayout::rows;
    }
}

std::uint64_t tokens_of(ExportFormat format, const RowContent& content,
                        const LineOptions& options) {
    auto characters = prompt_characters(content);
    if (content.response) characters += character_count(*content.response);
    if (content.rejected_response && has_rejected(format, options))
        characters += character_count(*content.rejected_response);
    return tokens_of_characters(characters);
}

FormattedRow written(ExportFormat format, const TrainingRowRecord& row,
                     const LineOptions& options) {
    switch (format) {
        case ExportFormat::openai_sft:
            return openai_sft_row(row);
        case ExportFormat::openai_dpo:
            return openai_dpo_row(row);
        case ExportFormat::trl_prompt_completion:
        case ExportFormat::trl_preference:
        case ExportFormat::trl_unpaired:
            return trl_row(format, row, options.conversational);
        case ExportFormat::csv:
            return csv_row(row, options);
        case ExportFormat::anthropic:
            return anthropic_row(row);
        case ExportFormat::gemini:
            return gemini_row(row);
        case ExportFormat::openai_evals:
            return openai_evals_row(row);
        case ExportFormat::alpaca:
            return alpaca_row(row);
        case ExportFormat::sharegpt:
            return sharegpt_row(row);
        case ExportFormat::gemini_sft:
            return gemini_sft_row(row);
        case ExportFormat::gemini_preference:
            return gemini_preference_row(row);
        case ExportFormat::anthropic_messages:
            return anthropic_messages_row(row);
        case ExportFormat::bedrock_conversation:
            return bedrock_conversation_row(row);
        case ExportFormat::parquet:
        case ExportFormat::hf_dataset:
            return parquet_row(row, options);
        case ExportFormat::jsonl:
            break;
    }
    return jsonl_row(row);
}

}  // namespace

const FormatFacts& facts_of(ExportFormat format) {
    switch (format) {
        case ExportFormat::openai_sft:
        case ExportFormat::openai_dpo:
            return openai;
        case ExportFormat::csv:
            return comma_separated;
        case ExportFormat::parquet:
            return parquet_table;
        case ExportFormat::gemini_sft:
        case ExportFormat::gemini_preference:
            return gemini;
        case ExportFormat::hf_dataset:
            return data_set;
        default:
            return lines;
    }
}

bool has_place_for(ExportFormat format, RowUse use) {
    switch (format) {
        case ExportFormat::openai_dpo:
        case ExportFormat::trl_preference:
        case ExportFormat::gemini_preference:
            return use == RowUse::preference;
        case ExportFormat::trl_unpaired:
            return true;
        default:
            return use != RowUse::unpaired_negative;
    }
}

bool is_table(ExportFormat format) {
    return format == ExportFormat::csv || facts_of(format).is_parquet;
}

std::string heading(ExportFormat format, const LineOptions& options) {
    return format == ExportFormat::csv ? csv_heading(options) : std::string{};
}

std::uint64_t prompt_characters(const RowContent& content) {
    auto sum = character_count(content.prompt);
    for (const auto& said : content.context) sum += character_count(said.content);
    return sum;
}

FormattedRow format_row(ExportFormat format, const TrainingRowRecord& row,
                        const LineOptions& options) {
    check(has_place_for(format, row.use), "the format has a place for the row");
    auto out = written(format, row, options);
    out.tokens = tokens_of(format, row.content, options);
    if (const auto most = facts_of(format).tokens_max; most > 0 && out.tokens > most)
        out.problems.push_back(
            {"", fmt::format("has about {} tokens; an example has at most {}", out.tokens, most)});
    return out;
}

}  // namespace ontos
