// Phone numbers in a text.
#include "platform/redaction/phone.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>

#include "platform/base/text.hpp"

namespace ontos {
namespace {

using Groups = std::span<const Span>;

constexpr std::size_t phone_characters_max = 30;

bool has_digit_at(std::string_view text, std::size_t at) {
    return at < text.size() && is_digit(text[at]);
}

bool has_any_at(std::string_view text, std::size_t at, std::string_view characters) {
    return at < text.size() && characters.find(text[at]) != characters.npos;
}

/// Where the digits that start here end.
std::size_t digits_end(std::string_view text, std::size_t at) {
    while (has_digit_at(text, at)) ++at;
    return at;
}

/// Whether the digits from here on are a number from `least` to `most`.
bool is_between(std::string_view digits, int least, int most) {
    int number = 0;
    for (const char digit : digits.substr(0, 5)) number = number * 10 + (digit - '0');
    return number >= least && number <= most;
}

/// A date of this century or the last: 2026-11-30, 30.11.2026, 11/30/2026.
bool is_date_at(std::string_view text, std::size_t at) {
    std::array<std::string_view, 3> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto end = digits_end(text, at);
        parts[i] = text.substr(at, end - at);
        if (i < 2 && !has_any_at(text, end, "-./")) return false;
        if (i == 1 && text[end] != text[at - 1]) return false;
        at = end + 1;
    }
    if (parts[0].size() != 4) std::swap(parts[0], parts[2]);
    const auto is_short = [](std::string_view part) {
        return part.size() == 1 || part.size() == 2;
    };
    return parts[0].size() == 4 && is_between(parts[0], 1900, 2099) && is_short(parts[1]) &&
           is_short(parts[2]) && is_between(parts[1], 1, 31) && is_between(parts[2], 1, 31) &&
           (is_between(parts[1], 1, 12) || is_between(parts[2], 1, 12));
}

/// Digits that are an hour, or what comes before a colon otherwise.
bool is_time_at(std::string_view text, std::size_t at) {
    const auto end = digits_end(text, at);
    return has_any_at(text, end, ":") && has_digit_at(text, end + 1);
}

bool is_date_or_time_at(std::string_view text, std::size_t at) {
    return is_date_at(text, at) || is_time_at(text, at);
}

/// How many characters stand between a group that ends here and the next one; 0 if there is none.
/// A point is no end of a sentence.
std::size_t gap_length(std::string_view text, std::size_t at) {
    constexpr std::size_t longest = 3;
    std::size_t length = 0, marks = 0;
    for (; has_any_at(text, at + length, " ().-/"); ++length)
        marks += has_any_at(text, at + length, ".-/");
    const bool has_point = text.substr(at, length).find('.') != text.npos;
    const bool is_gap = length <= longest && marks <= 1 && !(has_point && length > 1);
    return is_gap && has_digit_at(text, at + length) ? length : 0;
}

/// The groups of digits from here on that may be one number.
std::vector<Span> phone_groups(std::string_view text, std::size_t from) {
    std::vector<Span> groups;
    auto at = from + (is_digit(text[from]) ? 0 : 1);
    while (has_digit_at(text, at) && !is_date_or_time_at(text, at)) {
        const auto end = digits_end(text, at);
        if (end - from > phone_characters_max) break;
        groups.push_back({at, end});
        const auto gap = gap_length(text, end);
        if (gap == 0) break;
        at = end + gap;
    }
    return groups;
}

std::size_t count_digits(Groups groups) {
    std::size_t count = 0;
    for (const auto& group : groups) count += group.to - group.from;
    return count;
}

bool is_in(std::size_t count, std::size_t least, std::size_t most) {
    return count >= least && count <= most;
}

/// A number as it may stand in a text.
struct Phone {
    std::string_view text;
    std::size_t from;  ///< of the plus, the bracket or the first digit
    Groups groups;

    char first() const { return text[from]; }
    std::size_t end() const { return groups.back().to; }
    std::string_view digits(std::size_t i) const { return text.substr(groups[i].from, size(i)); }
    std::size_t size(std::size_t i) const { return groups[i].to - groups[i].from; }
    /// Between a group and the next.
    std::string_view gap(std::size_t i) const {
        return text.substr(groups[i].to, groups[i + 1].from - groups[i].to);
    }
    bool has_area_in_brackets() const {
        return first() == '(' && groups.size() > 1 && gap(0).front() == ')';
    }
    bool has_sizes(std::initializer_list<std::size_t> sizes) const {
        return std::ranges::equal(groups, sizes, {},
                                  [](Span group) { return group.to - group.from; });
    }
};

/// Behind 00 and the code of a country.
bool is_abroad(const Phone& phone) {
    const auto first = phone.digits(0);
    if (first == "00")
        return phone.groups.size() > 1 && phone.digits(1).front() != '0' &&
               is_in(count_digits(phone.groups) - 2, 8, 15);
    const bool has_code = first.starts_with("00") && first[2] != '0';
    return has_code && is_in(count_digits(phone.groups) - 2, phone.groups.size() > 1 ? 8 : 11, 15);
}

/// Behind one 0, in groups.
bool is_national_in_groups(const Phone& phone) {
    const auto last = phone.groups.size() - 1;
    if (!is_in(phone.size(0), 2, 6)) return false;
    for (std::size_t i = 1; i <= last; ++i) {
        const bool is_extension =
            i == last && phone.gap(i - 1).find_first_of("-/") != std::string_view::npos;
        if (!is_in(phone.size(i), is_extension ? 1 : 2, 8)) return false;
    }
    for (std::size_t i = 2; i + 1 < last; ++i)
        if (phone.gap(i) != phone.gap(1)) return false;
    // In pairs there are five of them: else they are dates, times or a list.
    if (phone.size(0) == 2 && phone.size(1) == 2) return phone.has_sizes({2, 2, 2, 2, 2});
    const bool is_ssn = phone.has_sizes({3, 2, 4});
    return !is_ssn && is_in(count_digits(phone.groups), phone.has_area_in_brackets() ? 8 : 9, 12);
}

bool is_national(const Phone& phone) {
    if (phone.digits(0).size() < 2 || phone.digits(0)[1] == '0') return false;
    return phone.groups.size() > 1 ? is_national_in_groups(phone)
                                   : phone.first() == '0' && is_in(phone.size(0), 10, 11);
}

bool has_area_and_number(const Phone& phone) {
    const auto fits = [](Span group) { return is_in(group.to - group.from, 2, 5); };
    return phone.has_area_in_brackets() && is_in(phone.size(0), 2, 3) &&
           std::ranges::all_of(phone.groups, fits) && is_in(count_digits(phone.groups), 10, 11);
}

bool is_american_or_chinese(const Phone& phone) {
    const bool has_one = phone.digits(0) == "1";
    const std::size_t area = has_one ? 1 : 0;
    if (phone.has_sizes({3, 3, 4}) || (has_one && phone.has_sizes({1, 3, 3, 4})))
        return phone.digits(area).front() > '1' && phone.digits(area + 1).front() > '1';
    return phone.has_sizes({3, 4, 4}) && phone.digits(0)[0] == '1' && phone.digits(0)[1] > '2';
}

bool is_phone(const Phone& phone) {
    if (phone.first() == '+')
        return phone.digits(0).front() != '0' && is_in(count_digits(phone.groups), 8, 15);
    if (phone.digits(0).starts_with("00")) return is_abroad(phone);
    if (phone.digits(0).starts_with("0")) return is_national(phone);
    return has_area_and_number(phone) || is_american_or_chinese(phone);
}

/// Whether what follows is no digits that could belong to what ends here, but a number of its own.
bool ends_at(std::string_view text, std::size_t end) {
    constexpr std::size_t digits_of_its_own = 8;
    const auto gap = gap_length(text, end);
    if (gap == 0) return true;
    const auto next = end + gap;
    if (is_date_or_time_at(text, next) || digits_end(text, next) - next >= digits_of_its_own)
        return true;
    const auto from = text[next - 1] == '(' ? next - 1 : next;
    const auto groups = phone_groups(text, from);
    for (auto count = groups.size(); count > 0; --count)
        if (is_phone({text, from, Groups{groups}.first(count)})) return true;
    return false;
}

/// Whether nothing before it makes it a part of a word or of a longer number.
bool starts_alone(std::string_view text, std::size_t from) {
    if (from == 0 || text[from] == '+') return true;
    const char before = text[from - 1];
    const bool has_letter = is_letter(before) || before == '_';
    if (text[from] == '(') return true;
    if (has_letter || from == 1) return !has_letter;
    const char earlier = text[from - 2];
    if (before == '-' || before == '/') return !is_alphanumeric(earlier);
    return !((before == '.' || before == ',' || before == ':') && is_digit(earlier));
}

/// Whether it does not go on as a word; "x12" is an extension.
bool ends_alone(const Phone& phone) {
    const auto end = phone.end();
    if (phone.first() == '+' || end == phone.text.size()) return true;
    const char next = phone.text[end];
    if (next == 'x' && has_digit_at(phone.text, end + 1)) return true;
    return !is_letter(next) && next != '_';
}

/// Groups that are told from a list of numbers only by their count.
bool may_be_list(const Phone& phone) {
    if (phone.first() == '+' || phone.first() == '(' || phone.groups.size() < 3) return false;
    const bool is_even = std::ranges::all_of(
        phone.groups, [&](Span group) { return group.to - group.from == phone.size(0); });
    bool has_blanks = true;
    for (std::size_t i = 0; i + 1 < phone.groups.size(); ++i) has_blanks &= phone.gap(i) == " ";
    return is_even || (has_blanks && phone.digits(0).front() != '0');
}

bool has_neighbours(const Phone& phone) {
    const auto gap = gap_length(phone.text, phone.end());
    if (gap > 0 && !is_date_or_time_at(phone.text, phone.end() + gap)) return true;
    const auto last = phone.text.substr(0, phone.from).find_last_not_of(" .-/");
    return last != phone.text.npos && phone.from - last <= 2 && is_digit(phone.text[last]);
}

/// The end of the phone number that starts here, or npos.
std::size_t phone_end(std::string_view text, std::size_t from) {
    auto longest = std::string_view::npos;
    const auto groups = phone_groups(text, from);
    for (auto count = groups.size(); count > 0; --count) {
        const Phone phone{text, from, Groups{groups}.first(count)};
        if (!is_phone(phone) || !ends_alone(phone)) continue;
        if (may_be_list(phone) && has_neighbours(phone)) continue;
        if (ends_at(text, phone.end())) return phone.end();
        if (longest == text.npos) longest = phone.end();
    }
    return longest;
}

bool may_start_at(std::string_view text, std::size_t at) {
    if (!is_digit(text[at])) return text[at] == '+' || text[at] == '(';
    return at == 0 || !is_digit(text[at - 1]);
}

}  // namespace

void find_phones(std::string_view text, std::vector<Span>& found) {
    // Behind a number another one may start, "030 1234567/0171 1234567".
    auto behind_last = text.npos;
    for (std::size_t at = 0; at < text.size();) {
        const bool starts = may_start_at(text, at) && (at == behind_last || starts_alone(text, at));
        const auto end = starts ? phone_end(text, at) : text.npos;
        if (end != text.npos) {
            found.push_back({at, end});
            behind_last = end + 1;
        }
        at = end != text.npos ? end : at + 1;
    }
}

}  // namespace ontos
