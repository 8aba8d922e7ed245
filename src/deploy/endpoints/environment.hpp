#pragma once
// Variables of a served entity: their rules, references to secrets, and what may be shown.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/failure.hpp"

namespace ontos {

using Environment = std::map<std::string, std::string>;

/// What stands for a value in answers, diffs, logs and the audit log.
inline constexpr std::string_view masked_value = "********";

/// Whether it is exactly `{{secrets/scope/key}}`. Scope and key: letters, digits, `_`, `-`, `.`, 1
/// to 128 characters. Such a value is kept as it is and shown as it is.
bool is_secret_reference(std::string_view value);

/// Every value that is no reference becomes `masked_value`.
Environment masked(const Environment& variables);

/// What is wrong, each with its place below `where`: at most 64 variables; names of letters, digits
/// and `_` that do not start with a digit, at most 128 characters; values of at most 4,096 bytes;
/// braces that look like a reference must be one.
std::vector<Violation> check_environment(const Environment& variables, const std::string& where);

/// A value that was read masked and is sent back keeps what it was. Masked values that `before`
/// does not have are violations.
std::vector<Violation> unmask(Environment& variables, const Environment& before,
                              const std::string& where);

}  // namespace ontos
