#pragma once
// Endpoints, revisions and registered baselines as drift asks for them.

#include "deploy/endpoints/endpoints.hpp"
#include "deploy/models/local_registry.hpp"
#include "monitor/drift/baselines.hpp"

namespace ontos {

/// What they are given must outlive them.
FindDriftEndpoint drift_endpoints(const Endpoints& endpoints);
FindRevision revision_spans(const Endpoints& endpoints, const Clock& clock);
std::function<std::vector<RegisteredBaseline>(Timestamp)> registered_baselines(
    LocalRegistry& registry);

}  // namespace ontos
