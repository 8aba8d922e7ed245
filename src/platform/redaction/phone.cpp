// Phone numbers in a text.
#include "platform/redaction/phone.hpp"

#include <algorithm>

#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr std::size_t phone_characters_max = 25;
constexpr std::string_view phone_separators = " ().-";

bool has_digit_at(std::string_view text, std::size_t at) {
    return at < text.size() && is_digit(text[at]);
}

/// Where the groups of digits of a number that starts here end.
std::vector<std::size_t> group_ends(std::string_view text, std::size_t from) {
    std::vector<std::size_t> ends;
    auto at = from;
    if (text[at] == '+' || text[at] == '(') ++at;
    if (!has_digit_at(text, at)) return ends;
    const auto limit = std::min(text.size(), from + phone_characters_max);
    for (; at < limit &&
           (is_digit(text[at]) || phone_separators.find(text[at]) != phone_separators.npos);
         ++at)
        if (is_digit(text[at]) && !has_digit_at(text, at + 1)) ends.push_back(at + 1);
    return ends;
}

bool is_phone(std::string_view text) {
    const auto digits = static_cast<std::size_t>(std::ranges::count_if(text, is_digit));
    const bool is_grouped = digits < text.size();
    return digits <= 15 && (text.front() == '+' ? digits >= 8 : is_grouped && digits >= 10);
}

/// Whether what follows is no digits that could belong to what ends here, but a number of its own.
bool ends_at(std::string_view text, std::size_t end) {
    constexpr std::size_t digits_of_its_own = 8;
    const auto next = text.find_first_not_of(phone_separators, end);
    if (!has_digit_at(text, next)) return true;
    auto behind = next;
    while (behind < next + digits_of_its_own && has_digit_at(text, behind)) ++behind;
    if (behind == next + digits_of_its_own) return true;
    const auto from = text[next - 1] == '(' ? next - 1 : next;
    return std::ranges::any_of(group_ends(text, from), [&](std::size_t to) {
        return is_phone(text.substr(from, to - from));
    });
}

/// The end of the phone number that starts here, or npos.
std::size_t phone_end(std::string_view text, std::size_t from) {
    auto last = std::string_view::npos;
    const auto ends = group_ends(text, from);
    for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
        if (!is_phone(text.substr(from, *end - from))) continue;
        if (ends_at(text, *end)) return *end;
        if (text[from] == '+' && last == text.npos) last = *end;
    }
    return last;
}

}  // namespace

void find_phones(std::string_view text, std::vector<Span>& found) {
    for (std::size_t at = 0; at < text.size();) {
        const bool may_start = text[at] == '+' || text[at] == '(' || is_digit(text[at]);
        const auto end =
            may_start && !(at > 0 && is_digit(text[at - 1])) ? phone_end(text, at) : text.npos;
        if (end != text.npos) found.push_back({at, end});
        at = end != text.npos ? end : at + 1;
    }
}

}  // namespace ontos
