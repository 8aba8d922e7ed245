#pragma once
// UPDATE of a struct's members, by the names of its fields.

#include "platform/sql/database.hpp"

namespace ontos::sql {

/// In the rows that `condition` finds, such as `id = $1 and revision = $2` with the values of its
/// parameters. Answers how many rows it changed.
std::int64_t update_row(Transaction& tx, std::string_view table, std::span<const api::Field> fields,
                        const void* row, std::string_view condition, std::vector<Value> values);

template <api::Described T>
std::int64_t update(Transaction& tx, std::string_view table, const T& row,
                    std::string_view condition, std::vector<Value> values) {
    return update_row(tx, table, api::Codec<T>::fields, &row, condition, std::move(values));
}

}  // namespace ontos::sql
