#pragma once
// How lineage shows each thing: its label, its state, where the API has it.

#include "deploy/models/model.hpp"
#include "improve/lineage/lineage_graph.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// The database must outlive it.
std::map<LineageKind, DescribeNode> lineage_nodes(sql::Database& database);

/// `full_name:version`; nullopt if it is not there.
std::optional<ModelVersion> find_version(sql::Database& database, const std::string& key);

}  // namespace ontos
