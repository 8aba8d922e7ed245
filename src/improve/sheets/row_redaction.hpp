#pragma once
// What a training row says, as it may be written.

#include "improve/sheets/training_row.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// Texts as those of feedback, features by name.
RowContent redacted(const Redactor& redactor, RowContent content);

}  // namespace ontos
