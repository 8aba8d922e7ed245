// Where a page of a list by time ended.
#include "platform/api/page_cursor.hpp"

#include <charconv>

namespace ontos::api {

Failure invalid_cursor() {
    return Failure{FailureKind::invalid, "The cursor is not one that this list gave out."}
        .code("invalid_cursor")
        .violations({{"/query/cursor", "must be the next_cursor of a page"}});
}

std::string to_text(const PageCursor& cursor) {
    return std::to_string(cursor.created_at.time_since_epoch().count()) + '.' + cursor.id;
}

PageCursor parse_page_cursor(std::string_view text, bool (*is_id)(std::string_view)) {
    std::int64_t micros = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, micros);
    const bool has_id = error == std::errc{} && stop != end && *stop == '.' &&
                        is_id({stop + 1, static_cast<std::size_t>(end - stop - 1)});
    if (!has_id) throw invalid_cursor();
    return {Timestamp{std::chrono::microseconds{micros}}, std::string{stop + 1, end}};
}

}  // namespace ontos::api
