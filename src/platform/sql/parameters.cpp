// What may be bound to a statement.
#include "platform/sql/parameters.hpp"

#include <fmt/format.h>

#include <cmath>

#include "platform/base/text.hpp"

namespace ontos::sql {
void check_parameters(std::span<const Value> parameters) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (const auto* text = std::get_if<std::string>(&parameters[i])) {
            if (text->find('\0') != text->npos)
                throw BadValue{fmt::format("${} is a text with NUL in it", i + 1)};
            if (!is_utf8(*text)) throw BadValue{fmt::format("${} is not UTF-8", i + 1)};
        } else if (const auto* number = std::get_if<double>(&parameters[i])) {
            if (std::isnan(*number)) throw BadValue{fmt::format("${} is NaN", i + 1)};
        }
    }
}

}  // namespace ontos::sql
