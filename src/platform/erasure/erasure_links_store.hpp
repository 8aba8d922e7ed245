#pragma once
// What is tied to the subject of an erasure, in the database.

#include <span>

#include "platform/erasure/erasable_store.hpp"

namespace ontos::erasure_links_store {

/// What is there already is left alone; how many are new.
std::int64_t insert(sql::Transaction& tx, std::span<const ErasureLink> links);
/// All of an erasure.
void remove(sql::Transaction& tx, const std::string& erasure_id);
/// In their order.
std::vector<std::string> scopes(sql::Transaction& tx, const std::string& erasure_id, LinkKind kind);
std::vector<std::string> ids(sql::Transaction& tx, const std::string& erasure_id, LinkKind kind,
                             const std::string& scope);

/// Asks for HeldRecords: how many rows of `table` are behind `linked` ("from ... where ..."), and
/// since when.
std::string held_query(std::string_view table, std::string_view linked);

}  // namespace ontos::erasure_links_store
