// Models that are kept and served elsewhere, as lineage sees them.
#include "app/lineage_external.hpp"

#include "deploy/endpoints/deployments_store.hpp"
#include "deploy/endpoints/endpoints_store.hpp"
#include "deploy/models/names.hpp"
#include "improve/jobs/jobs_store.hpp"

namespace ontos {
namespace {

std::string key_of_version(const ModelVersionRef& version) {
    return full_model_name(version.full_name) + ':' + version.version;
}

/// Ids of records, at most `limit` of them.
template <class Record>
Neighbours ids_of(const std::vector<Record>& records, std::size_t limit) {
    Neighbours out;
    out.is_cut = records.size() > limit;
    for (const auto& record : records)
        if (out.ids.size() < limit) out.ids.push_back(record.id);
    return out;
}

/// What `find(tx, more than limit)` finds.
template <class Find>
Neighbours neighbours(sql::Database& database, std::size_t limit, Find find) {
    return ids_of(database.read([&](sql::Transaction& tx) {
        return find(tx, static_cast<std::int64_t>(limit) + 1);
    }),
                  limit);
}

}  // namespace

ModelVersionRef version_named(const std::string& key) {
    const auto colon = std::min(key.find(':'), key.size());
    return {key.substr(0, colon), key.substr(std::min(colon + 1, key.size()))};
}

void add_external_edges(sql::Database& database, LineageSources& out) {
    out.edges.push_back(
        {LineageKind::training_job, LineageKind::model_version, "made",
         [&database](const std::string& id, std::size_t) {
             const auto job =
                 database.read([&](sql::Transaction& tx) { return jobs_store::find(tx, id); });
             Neighbours found;
             if (job && job->progress.external_model_version)
                 found.ids = {key_of_version(
                     {job->order.model_name, *job->progress.external_model_version})};
             return found;
         },
         [&database](const std::string& key, std::size_t limit) {
             return neighbours(database, limit, [&](sql::Transaction& tx, std::int64_t most) {
                 return jobs_store::of_external_version(tx, version_named(key), most);
             });
         }});
    out.edges.push_back(
        {LineageKind::model_version, LineageKind::endpoint, "served elsewhere as",
         [&database](const std::string& key, std::size_t limit) {
             return neighbours(database, limit, [&](sql::Transaction& tx, std::int64_t most) {
                 return external_endpoints_of(tx, version_named(key), most);
             });
         },
         [&database](const std::string& id, std::size_t) {
             const auto endpoint =
                 database.read([&](sql::Transaction& tx) { return find_endpoint_by_id(tx, id); });
             Neighbours found;
             if (endpoint && endpoint->is_external && endpoint->model_name &&
                 endpoint->model_version)
                 found.ids = {key_of_version({*endpoint->model_name, *endpoint->model_version})};
             return found;
         }});
}

std::vector<std::string> endpoints_with(sql::Transaction& tx, const ModelVersionRef& version) {
    constexpr std::int64_t endpoints_max = 10'000;
    auto out = endpoints_that_need(tx, version);
    for (const auto& each : external_endpoints_of(tx, version, endpoints_max))
        out.push_back(each.endpoint_name);
    return out;
}

std::optional<LineageNode> external_version_node(sql::Transaction& tx, const std::string& key) {
    const auto version = version_named(key);
    LineageNode out;
    out.label = version.full_name + " version " + version.version;
    out.state = "external";
    const auto jobs = jobs_store::of_external_version(tx, version, 1);
    if (!jobs.empty()) {
        out.created_at = jobs.front().progress.finished_at;
        out.path = "/api/v1/training/jobs/" + jobs.front().id;
        return out;
    }
    const auto endpoints = external_endpoints_of(tx, version, 1);
    if (endpoints.empty()) return std::nullopt;
    out.path = "/api/v1/registries/endpoints/" + endpoints.front().id;
    return out;
}

}  // namespace ontos
