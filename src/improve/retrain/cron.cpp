// Times of a schedule, read and looked for.
#include "improve/retrain/cron.hpp"

#include <algorithm>
#include <charconv>

#include "monitor/alerts/local_time.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

std::optional<int> number_in(std::string_view text) {
    int value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || value < 0) return std::nullopt;
    return value;
}

/// Cuts the front off, up to a separator.
std::string_view next_part(std::string_view& text, char separator) {
    const auto at = text.find(separator);
    const auto part = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
    return part;
}

/// One item of a list: from, to and step; nullopt for what is none.
struct Range {
    int from = 0, to = 0, step = 1;
};
std::optional<Range> range_in(std::string_view item, int least, int most) {
    Range out{least, most, 1};
    auto rest = item;
    const auto span = next_part(rest, '/');
    const bool has_step = span.size() != item.size();
    if (has_step) {
        const auto step = number_in(rest);
        if (!step || *step == 0) return std::nullopt;
        out.step = *step;
    }
    if (span == "*") return out;
    auto bounds = span;
    const auto from = number_in(next_part(bounds, '-'));
    if (!from) return std::nullopt;
    out.from = *from;
    out.to = has_step ? most : *from;
    if (span.find('-') != std::string_view::npos) {
        const auto to = number_in(bounds);
        if (!to) return std::nullopt;
        out.to = *to;
    }
    if (out.from < least || out.to > most || out.from > out.to) return std::nullopt;
    return out;
}

/// No zone is a day or more away from UTC: the day near the one of UTC that has this weekday.
std::chrono::year_month_day date_of(Timestamp time, const LocalTime& local) {
    using std::chrono::days;
    auto day = std::chrono::floor<days>(time) - days{1};
    while (std::chrono::weekday{day} != local.weekday) day += days{1};
    return day;
}

template <std::size_t N>
bool read_field(std::string_view text, int least, int most, std::bitset<N>& out) {
    if (text.empty() || text.ends_with(',')) return false;
    while (!text.empty()) {
        const auto range = range_in(next_part(text, ','), least, most);
        if (!range) return false;
        for (int value = range->from; value <= range->to; value += range->step)
            out.set(static_cast<std::size_t>(value) % N);
    }
    return true;
}

}  // namespace

std::optional<Cron> parse_cron(std::string_view text) {
    Cron cron;
    const auto minutes = next_part(text, ' '), hours = next_part(text, ' '),
               days = next_part(text, ' '), months = next_part(text, ' '), weekdays = text;
    cron.any_day = days == "*";
    cron.any_weekday = weekdays == "*";
    if (!read_field(minutes, 0, 59, cron.minutes) || !read_field(hours, 0, 23, cron.hours) ||
        !read_field(days, 1, 31, cron.days) || !read_field(months, 1, 12, cron.months) ||
        !read_field(weekdays, 0, 7, cron.weekdays))
        return std::nullopt;
    return cron;
}

bool ever_comes(const Cron& cron) {
    // Some day of the week is always given, and is enough.
    if (cron.any_day || !cron.any_weekday) return true;
    for (unsigned month = 1; month < cron.months.size(); ++month) {
        if (!cron.months.test(month)) continue;
        const std::chrono::year_month_day_last last{
            std::chrono::year{2000}, std::chrono::month_day_last{std::chrono::month{month}}};
        for (unsigned day = 1; day <= unsigned{last.day()}; ++day)
            if (cron.days.test(day)) return true;
    }
    return false;
}

bool matches(const Cron& cron, Timestamp time, const std::string& zone) {
    const auto local = local_time(time, zone);
    if (!local) return false;
    const auto minute = static_cast<std::size_t>(local->since_midnight.count());
    const auto date = date_of(time, *local);
    if (!cron.minutes.test(minute % 60) || !cron.hours.test(minute / 60) ||
        !cron.months.test(static_cast<unsigned>(date.month())))
        return false;
    const bool is_day = cron.days.test(static_cast<unsigned>(date.day()));
    const bool is_weekday = cron.weekdays.test(local->weekday.c_encoding());
    if (!cron.any_day && !cron.any_weekday) return is_day || is_weekday;
    return is_day && is_weekday;
}

std::optional<Timestamp> last_match(const Cron& cron, const std::string& zone, Timestamp after,
                                    Timestamp until) {
    const auto first = std::max(after, until - 24h);
    for (Timestamp minute = std::chrono::floor<std::chrono::minutes>(until); minute > first;
         minute -= 1min)
        if (matches(cron, minute, zone)) return minute;
    return std::nullopt;
}

}  // namespace ontos
