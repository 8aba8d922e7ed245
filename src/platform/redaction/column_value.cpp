// A single text that is known to be the value of a column.
#include "platform/redaction/column_value.hpp"

namespace ontos {

std::string redacted_value(const Redactor& redactor, std::string_view column,
                           std::string_view text) {
    return redactor.is_column(column) ? "[REDACTED:column]" : redactor.redact_text(text);
}

}  // namespace ontos
