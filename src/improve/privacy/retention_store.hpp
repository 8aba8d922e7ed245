#pragma once
// Rules of retention in the database.

#include <span>

#include "improve/privacy/retention.hpp"

namespace ontos::retention_store {

std::vector<RetentionRule> list(sql::Transaction& tx);
/// These and no others.
void replace(sql::Transaction& tx, std::span<const RetentionRule> rules);

}  // namespace ontos::retention_store
