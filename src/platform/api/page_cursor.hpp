#pragma once
// Where a page of a list by time ended, so that the next one starts behind it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/api/field.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/ids.hpp"

namespace ontos::api {

/// The rule of a cursor that is the id of the last entry of a page; empty: the first page.
inline constexpr Rule is_id_of_last =
    pattern("^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?$");

/// What every list answers to a cursor that cannot be one of its own.
Failure invalid_cursor();

/// The last entry of a page; entries of one time are in the order of their ids.
struct PageCursor {
    Timestamp created_at;
    std::string id;
};

/// "1700000000123456.<id>"
std::string to_text(const PageCursor& cursor);

/// Throws Failure{invalid, invalid_cursor} that names /query/cursor, also where `is_id` does not
/// know the id.
PageCursor parse_page_cursor(std::string_view text, bool (*is_id)(std::string_view) = is_uuid);

/// Of rows that were read with one more than the page has: takes that one off. Whether it was
/// there, so that a page follows, which starts behind the last row that is left.
template <class Row>
bool cut_page(std::vector<Row>& rows, std::int64_t limit) {
    if (std::ssize(rows) <= limit) return false;
    rows.pop_back();
    return true;
}

}  // namespace ontos::api
