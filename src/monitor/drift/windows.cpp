// Windows and their tiles.
#include "monitor/drift/windows.hpp"

#include <algorithm>

#include "platform/base/failure.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {

ComparedWindows compared_windows(Timestamp now, std::chrono::seconds before,
                                 std::chrono::seconds after) {
    const auto finest = finest_kept_for(after);
    const auto finest_before = finest_kept_for(before + after + std::chrono::hours{1});
    const auto length = levels[finest_before].length;
    const auto middle = round_down(now - after, length);
    return {{round_down(middle - before, length), middle},
            {middle, now + std::chrono::microseconds{1}},
            finest_before,
            finest};
}

std::chrono::seconds window_length(std::string_view level) {
    if (level == "5m") return std::chrono::minutes{5};
    if (level == "1h") return std::chrono::hours{1};
    return level == "6h" ? std::chrono::hours{6} : std::chrono::hours{24};
}

std::size_t finest_since(Timestamp from, Timestamp now) {
    return finest_for(std::chrono::ceil<std::chrono::seconds>(now - from), std::chrono::seconds{0});
}

void require_kept(Timestamp from, Timestamp now) {
    const auto& coarsest = levels.back();
    if (now - from <= coarsest.kept + coarsest.slack) return;
    const auto days = std::chrono::floor<std::chrono::days>(coarsest.kept).count();
    throw Failure{FailureKind::invalid, "What began so long ago is no longer kept."}
        .code("window_too_old")
        .violations({{"/query/until", "must be later: what began more than " +
                                          std::to_string(days) + " days ago is no longer kept"}});
}

void require_kept(Timestamp from, std::string_view level, Timestamp now) {
    require_kept(from, now);
    const auto finest = levels[finest_since(from, now)].length;
    if (window_length(level) >= finest) return;
    const std::string fits = finest > std::chrono::hours{1} ? "1d" : "1h";
    throw Failure{FailureKind::invalid, "Windows of " + std::string{level} +
                                            " that began so long ago are no longer kept."}
        .code("level_too_fine")
        .hint("Ask for level=" + fits + ", or for a later time.")
        .violations({{"/query/level", "must be " + fits + " or longer for that time"}});
}

Timestamp last_window_end(Timestamp now, std::chrono::seconds length, Timestamp until) {
    constexpr std::chrono::seconds grace{10};
    return round_down(std::min(now - grace, until), length);
}

std::string period_text(Interval window) {
    return to_rfc3339(window.from) + "/" + to_rfc3339(window.to);
}

}  // namespace ontos
