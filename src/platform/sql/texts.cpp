// The first column of what was read, as texts.
#include "platform/sql/texts.hpp"

namespace ontos::sql {

std::vector<std::string> texts(const Table& found) {
    std::vector<std::string> out;
    out.reserve(found.rows.size());
    for (const auto& row : found.rows) out.push_back(api::text_of(row.front()));
    return out;
}

}  // namespace ontos::sql
