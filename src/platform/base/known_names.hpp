#pragma once
// What to say of a name that nothing has.

#include <span>
#include <string>
#include <string_view>

namespace ontos {

/// "Did you mean fraud? There are churn, fraud." The first ten are named.
std::string hint_of_names(std::string_view asked, std::span<const std::string> names);

}  // namespace ontos
