// UPDATE of a struct's members, by the names of its fields.
#include "platform/sql/update.hpp"

#include <fmt/format.h>

namespace ontos::sql {
namespace {

struct ChangedRow {
    std::int64_t changed = 0;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ChangedRow::changed>("1.")};
    }
};

}  // namespace

std::int64_t update_row(Transaction& tx, std::string_view table, std::span<const api::Field> fields,
                        const void* row, std::string_view condition, std::vector<Value> values) {
    std::string changes;
    for (const auto& field : fields) {
        // Reads only: `in` has no const form.
        values.push_back(field.type->to_scalar(field.in(const_cast<void*>(row))));
        changes +=
            fmt::format("{}\"{}\" = ${}", changes.empty() ? "" : ", ", field.name, values.size());
    }
    return std::ssize(tx.rows_with<ChangedRow>(
        fmt::format("update {} set {} where {} returning 1 as changed", table, changes, condition),
        values));
}

}  // namespace ontos::sql
