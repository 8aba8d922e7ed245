#pragma once
// What an endpoint may be called, and what it is called when nobody says.

#include <string>
#include <string_view>

namespace ontos {

inline constexpr std::size_t endpoint_name_max = 63;
inline constexpr std::string_view endpoint_name_rule =
    "must be 1 to 63 letters, digits, - or _, start and end with a letter or digit, and not have "
    "the form of a UUID";

/// `^[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$` and never in UUID form: a name is never taken
/// for an id.
bool is_endpoint_name(std::string_view name);

/// Last segment of the model name + `-v` + version: lower case, `_` and other characters become
/// `-`, runs collapse, cut to 63 characters with the suffix kept.
std::string default_endpoint_name(std::string_view model_name, std::string_view version);

enum class NameCase { kept, lower };

/// `base` made a valid name before `suffix`, cut so that both fit. An empty base becomes "model".
/// `NameCase::kept` leaves `_` as it is.
std::string name_of_parts(std::string_view base, std::string_view suffix, NameCase name_case);

}  // namespace ontos
