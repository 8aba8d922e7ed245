#pragma once
// The registry of endpoints: it lists all, and records those that are served elsewhere.

#include <functional>

#include "deploy/endpoints/endpoint_requests.hpp"
#include "deploy/endpoints/publisher.hpp"
#include "deploy/endpoints/registered_endpoint.hpp"
#include "platform/access/once.hpp"
#include "platform/base/random.hpp"

namespace ontos {

/// Thread safe; blocks.
class EndpointRegistry {
public:
    /// Deletes an endpoint as its own route does.
    using Delete = std::function<void(const std::string& reference, const api::IfMatch& condition,
                                      const access::Actor& actor)>;

    EndpointRegistry(sql::Database& database, Publisher& publisher, const Clock& clock,
                     Random& random, Delete delete_one)
        : database_{database},
          publisher_{publisher},
          clock_{clock},
          random_{random},
          delete_{std::move(delete_one)} {}

    api::Linked<RegisteredEndpoint> list_registered_endpoints(
        const api::Query<EndpointsQuery>& query) const;
    api::Created<RegisteredEndpoint> register_endpoint(const api::Body<NewRegisteredEndpoint>& body,
                                                       const access::ActorInput& actor,
                                                       const access::Once& once);
    RegisteredEndpoint show_registered_endpoint(
        const api::Path<RegisteredEndpointPath>& path) const;
    RegisteredEndpoint update_registered_endpoint(const api::Path<RegisteredEndpointPath>& path,
                                                  const api::Body<RegisteredEndpointChange>& body,
                                                  const api::IfMatch& condition,
                                                  const access::ActorInput& actor);
    void delete_registered_endpoint(const api::Path<RegisteredEndpointPath>& path,
                                    const api::IfMatch& condition, const access::ActorInput& actor);

private:
    EndpointRecord new_external(const NewRegisteredEndpoint& request,
                                const access::Actor& actor) const;

    sql::Database& database_;
    Publisher& publisher_;
    const Clock& clock_;
    Random& random_;
    const Delete delete_;
};

}  // namespace ontos
