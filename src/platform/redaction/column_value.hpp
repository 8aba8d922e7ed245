#pragma once
// A single text that is known to be the value of a column.

#include "platform/redaction/redactor.hpp"

namespace ontos {

/// Replaced whole if the column must not be written, else redacted as any text.
std::string redacted_value(const Redactor& redactor, std::string_view column,
                           std::string_view text);

}  // namespace ontos
