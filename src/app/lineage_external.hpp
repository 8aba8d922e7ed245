#pragma once
// Models that are kept and served elsewhere, as lineage sees them.

#include "deploy/ids.hpp"
#include "improve/lineage/lineage_graph.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// `full_name:version` in its parts; versions elsewhere may have colons.
ModelVersionRef version_named(const std::string& key);

/// Job to version, and version to the external endpoints that say that they serve it. The database
/// must outlive the edges.
void add_external_edges(sql::Database& database, LineageSources& out);

/// Names of live endpoints that serve a version, here or elsewhere, or can be rolled back to it.
std::vector<std::string> endpoints_with(sql::Transaction& tx, const ModelVersionRef& version);

/// A version of which no file is here, if a job made it or an endpoint says that it serves it.
std::optional<LineageNode> external_version_node(sql::Transaction& tx, const std::string& key);

}  // namespace ontos
