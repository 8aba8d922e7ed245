// Names that give way to their hashes.
#include "platform/sketches/erased_name.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ontos::sketches {

std::array<char, 25> erased_name(std::uint64_t hash) noexcept {
    std::array<char, 25> out{};
    fmt::format_to_n(out.data(), out.size(), "[ERASED {:016x}]", hash);
    return out;
}

void erase_name(BinRules& rules, std::string_view name) {
    const auto found = std::ranges::find(rules.names, name);
    if (found == rules.names.end()) return;
    const auto hash = FeatureBins::hash_of_rare(name);
    const auto shown = erased_name(hash);
    found->assign(shown.data(), shown.size());
    rules.rare_hashes.insert(std::ranges::lower_bound(rules.rare_hashes, hash), hash);
}

}  // namespace ontos::sketches
