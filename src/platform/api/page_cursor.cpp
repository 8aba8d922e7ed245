// Where a page of a list by time ended.
#include "platform/api/page_cursor.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos::api {
namespace {

bool is_of_an_id(char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }

}  // namespace

std::string to_text(const PageCursor& cursor) {
    return std::to_string(cursor.created_at.time_since_epoch().count()) + '.' + cursor.id;
}

PageCursor parse_page_cursor(std::string_view text) {
    std::int64_t micros = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, micros);
    const bool has_id = error == std::errc{} && end - stop > 1 && *stop == '.' &&
                        std::all_of(stop + 1, end, is_of_an_id);
    if (!has_id)
        throw Failure{FailureKind::invalid, "The cursor is not one that this list gave out."}
            .code("invalid_cursor")
            .violations({{"/query/cursor", "must be the next_cursor of a page"}});
    return {Timestamp{std::chrono::microseconds{micros}}, std::string{stop + 1, end}};
}

}  // namespace ontos::api
