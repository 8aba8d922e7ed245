#pragma once
// Endpoints, revisions and registered baselines as drift asks for them.

#include "deploy/endpoints/endpoints.hpp"
#include "deploy/models/local_registry.hpp"
#include "deploy/models/models.hpp"
#include "monitor/drift/baselines.hpp"
#include "monitor/drift/drift_queries.hpp"
#include "monitor/request_log/request_queries.hpp"

namespace ontos {

/// What they are given must outlive them.
FindDriftEndpoint drift_endpoints(const Endpoints& endpoints);
FindRevision revision_spans(const Endpoints& endpoints, const Clock& clock);
FindExamples drift_examples(RequestQueries& requests);
std::function<std::vector<RegisteredBaseline>(Timestamp)> registered_baselines(
    LocalRegistry& registry);
/// Of the versions of a model, by number: what BaselinesInForce asks for.
std::map<std::string, Baseline> baselines_in_force(sql::Transaction& tx,
                                                   const std::string& full_name);

}  // namespace ontos
