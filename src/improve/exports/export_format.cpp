// What each format is: one table, and who writes its lines.
#include "improve/exports/export_format.hpp"

#include "improve/exports/chat_formats.hpp"
#include "improve/exports/table_formats.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

/// OpenAI refuses a job with fewer examples.
constexpr std::int64_t openai_lines_min = 10;

constexpr FormatFacts lines{"jsonl", 1, 1};
constexpr FormatFacts openai{"jsonl", openai_lines_min, 1};
constexpr FormatFacts comma_separated{"csv", 1, 1};

}  // namespace

const FormatFacts& facts_of(ExportFormat format) {
    switch (format) {
        case ExportFormat::openai_sft:
        case ExportFormat::openai_dpo:
            return openai;
        case ExportFormat::csv:
            return comma_separated;
        default:
            return lines;
    }
}

bool has_place_for(ExportFormat format, RowUse use) {
    switch (format) {
        case ExportFormat::openai_dpo:
        case ExportFormat::trl_preference:
            return use == RowUse::preference;
        case ExportFormat::trl_unpaired:
            return true;
        default:
            return use != RowUse::unpaired_negative;
    }
}

std::string heading(ExportFormat format, const LineOptions& options) {
    return format == ExportFormat::csv ? csv_heading(options) : std::string{};
}

FormattedRow format_row(ExportFormat format, const TrainingRowRecord& row,
                        const LineOptions& options) {
    check(has_place_for(format, row.use), "the format has a place for the row");
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
        case ExportFormat::jsonl:
        case ExportFormat::hf_dataset:
            break;
    }
    return jsonl_row(row);
}

}  // namespace ontos
