#pragma once
// What a training row says, as it may be written.

#include "improve/sheets/training_row.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// Texts as those of feedback, features by name. A prompt that loses columns says the features that
/// stay, where the row has some.
RowContent redacted(const Redactor& redactor, RowContent content);

/// Whether of what was asked no value is left, because columns were taken out.
bool is_taken_out(const RowContent& content);

}  // namespace ontos
