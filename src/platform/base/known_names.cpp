// What to say of a name that nothing has.
#include "platform/base/known_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/base/text.hpp"

namespace ontos {

std::string hint_of_names(std::string_view asked, std::span<const std::string> names) {
    constexpr std::size_t listed_max = 10;
    if (names.empty()) return "There is none yet.";
    const auto listed = names.first(std::min(names.size(), listed_max));
    const auto there_are = fmt::format("There are {}{}", fmt::join(listed, ", "),
                                       names.size() > listed_max ? ", ..." : ".");
    const auto nearest = nearest_name(asked, names);
    return nearest.empty() ? there_are : fmt::format("Did you mean {}? {}", nearest, there_are);
}

}  // namespace ontos
