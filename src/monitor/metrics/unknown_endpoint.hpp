#pragma once
// The answer to a reference that leads to no endpoint.

#include "monitor/metrics/model.hpp"

namespace ontos {

/// Names endpoints that there are.
Failure unknown_endpoint(const EndpointDirectory& endpoints, std::string_view reference);

}  // namespace ontos
