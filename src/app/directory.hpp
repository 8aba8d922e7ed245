#pragma once
// The endpoints as metrics ask for them.

#include "deploy/endpoints/endpoints.hpp"
#include "monitor/metrics/model.hpp"

namespace ontos {

/// `endpoints` must outlive it.
EndpointDirectory directory_of(const Endpoints& endpoints);

}  // namespace ontos
