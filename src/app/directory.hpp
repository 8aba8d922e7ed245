#pragma once
// What monitoring asks the deploy stage for.

#include "deploy/endpoints/endpoints.hpp"
#include "monitor/metrics/metrics_ingest.hpp"
#include "monitor/request_log/request_queries.hpp"

namespace ontos {

/// By the database: one that is deleted, or that this server has not seen yet. nullopt if there
/// never was one.
std::optional<EndpointRecord> stored_endpoint(const Endpoints& endpoints,
                                              std::string_view reference);

/// What an endpoint serves, the largest share of the traffic first; of equal ones in their order.
std::vector<ModelVersionRef> versions_by_traffic(const LiveEndpoint& endpoint);

/// `endpoints` must outlive it.
EndpointDirectory directory_of(const Endpoints& endpoints);

/// Of live endpoints. `endpoints` must outlive it.
FindServedVersion served_versions(const Endpoints& endpoints);

/// The columns of model versions, as the request log asks for them. The registry must outlive it.
AskColumns columns_of(ModelRegistry& registry);

}  // namespace ontos
