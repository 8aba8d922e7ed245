#pragma once
// Lines of chats as Gemini, Anthropic on Bedrock, Bedrock, OpenAI's evals and LLaMA-Factory
// (Alpaca, ShareGPT) read them.

#include "improve/exports/export_format.hpp"

namespace ontos {

FormattedRow openai_evals_row(const TrainingRowRecord& row);
FormattedRow alpaca_row(const TrainingRowRecord& row);
FormattedRow sharegpt_row(const TrainingRowRecord& row);
FormattedRow gemini_sft_row(const TrainingRowRecord& row);
FormattedRow gemini_preference_row(const TrainingRowRecord& row);
FormattedRow anthropic_messages_row(const TrainingRowRecord& row);
FormattedRow bedrock_conversation_row(const TrainingRowRecord& row);

}  // namespace ontos
