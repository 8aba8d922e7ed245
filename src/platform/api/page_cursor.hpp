#pragma once
// Where a page of a list by time ended, so that the next one starts behind it.

#include <string>
#include <string_view>

#include "platform/base/clock.hpp"

namespace ontos::api {

/// The last entry of a page; entries of one time are in the order of their ids.
struct PageCursor {
    Timestamp created_at;
    std::string id;
};

/// "1700000000123456.<id>"
std::string to_text(const PageCursor& cursor);

/// Throws Failure{invalid, invalid_cursor} that names /query/cursor.
PageCursor parse_page_cursor(std::string_view text);

}  // namespace ontos::api
