// Small questions about text.
#include "platform/base/text.hpp"

#include <numeric>
#include <utility>
#include <vector>

namespace ontos {
namespace {

/// Levenshtein's distance, by one row of the table at a time.
std::size_t edits(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto same = to_lower(a[i]) == to_lower(b[j]);
            const auto change = diagonal + (same ? 0 : 1);
            diagonal = std::exchange(row[j + 1], std::min({change, row[j] + 1, row[j + 1] + 1}));
        }
    }
    return row.back();
}

}  // namespace

std::string json_pointer_segment(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

std::string_view nearest_name(std::string_view text, std::span<const std::string> candidates) {
    constexpr std::size_t longest = 256;
    if (text.size() > longest) return {};
    std::string_view best;
    auto fewest = std::max<std::size_t>(2, text.size() / 3) + 1;
    for (const auto& candidate : candidates) {
        if (candidate.size() > longest) continue;
        if (const auto distance = edits(text, candidate); distance < fewest) {
            fewest = distance;
            best = candidate;
        }
    }
    return best;
}

}  // namespace ontos
