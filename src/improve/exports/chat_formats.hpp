#pragma once
// Lines of chats and of pairs of answers: OpenAI, TRL and the two legacy forms.

#include "improve/exports/export_format.hpp"

namespace ontos {

/// Context, prompt and what follows as one chat, checked: roles, order, content. `list` is where
/// the line has its messages.
std::vector<LineProblem> chat_problems(const TrainingRowRecord& row,
                                       std::string_view list = "/messages");

FormattedRow openai_sft_row(const TrainingRowRecord& row);
FormattedRow openai_dpo_row(const TrainingRowRecord& row);
FormattedRow trl_row(ExportFormat format, const TrainingRowRecord& row, bool conversational);
FormattedRow anthropic_row(const TrainingRowRecord& row);
FormattedRow gemini_row(const TrainingRowRecord& row);

}  // namespace ontos
