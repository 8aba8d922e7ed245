// Times as text.
#include "platform/base/time_text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace ontos {
namespace {

using std::chrono::microseconds;

/// Reads a fixed number of digits off the front of the text.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    int value = 0;
    if (text.size() < count) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + count, value);
    if (error != std::errc{} || end != text.data() + count || text[0] == '-') return std::nullopt;
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == any_of.npos) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<microseconds> take_fraction(std::string_view& text) {
    if (!take(text, ".")) return microseconds{0};
    std::int64_t value = 0;
    std::size_t digits = 0;
    for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; text.remove_prefix(1))
        if (++digits <= 6) value = value * 10 + (text[0] - '0');
    if (digits == 0 || digits > 9) return std::nullopt;
    for (auto i = digits; i < 6; ++i) value *= 10;
    return microseconds{value};
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
    if (take(text, "Zz")) return std::chrono::minutes{0};
    if (text.empty()) return std::nullopt;
    const int sign = text[0] == '-' ? -1 : 1;
    if (!take(text, "+-")) return std::nullopt;
    const auto hours = take_digits(text, 2);
    if (!hours || !take(text, ":")) return std::nullopt;
    const auto minutes = take_digits(text, 2);
    if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return std::chrono::minutes{sign * (*hours * 60 + *minutes)};
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
    const auto year = take_digits(text, 4);
    if (!year || *year < 1970 || !take(text, "-")) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, "-")) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
}

std::optional<std::chrono::seconds> unit_of(char unit) {
    switch (unit) {
        case 's':
            return std::chrono::seconds{1};
        case 'm':
            return std::chrono::minutes{1};
        case 'h':
            return std::chrono::hours{1};
        case 'd':
            return std::chrono::hours{24};
        case 'w':
            return std::chrono::hours{168};
        default:
            return std::nullopt;
    }
}

}  // namespace

std::string to_rfc3339(Timestamp time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", int{date.year()},
                       unsigned{date.month()}, unsigned{date.day()}, clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
    const auto day = take_date(text);
    if (!day || !take(text, "Tt ")) return std::nullopt;
    const auto hours = take_digits(text, 2);
    if (!hours || !take(text, ":")) return std::nullopt;
    const auto minutes = take_digits(text, 2);
    if (!minutes || !take(text, ":")) return std::nullopt;
    const auto seconds = take_digits(text, 2);
    const auto fraction = take_fraction(text);
    const auto offset = take_offset(text);
    if (!seconds || !fraction || !offset || !text.empty()) return std::nullopt;
    if (*hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
    const auto time = Timestamp{*day} + std::chrono::hours{*hours} +
                      std::chrono::minutes{*minutes} + std::chrono::seconds{*seconds} + *fraction -
                      *offset;
    if (time < Timestamp{}) return std::nullopt;
    return time;
}

std::optional<Timestamp> parse_time(std::string_view text, Timestamp now) {
    if (text == "now") return now;
    std::int64_t value = 0;
    if (text.starts_with("now-")) {
        text.remove_prefix(4);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end + 1 != text.data() + text.size()) return std::nullopt;
        const auto unit = unit_of(*end);
        constexpr std::int64_t weeks_in_a_century = 5'300;
        if (!unit || value < 0 || value > weeks_in_a_century * 604'800 / unit->count())
            return std::nullopt;
        return now - value * *unit;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    constexpr std::int64_t year_9999_ms = 253'402'300'799'999;
    if (error == std::errc{} && end == text.data() + text.size()) {
        if (value < 0 || value > year_9999_ms) return std::nullopt;
        return Timestamp{std::chrono::milliseconds{value}};
    }
    return parse_rfc3339(text);
}

}  // namespace ontos
