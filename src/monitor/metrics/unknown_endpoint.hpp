#pragma once
// The answer to a reference that leads to no endpoint.

#include <span>
#include <string>
#include <string_view>

#include "monitor/metrics/model.hpp"
#include "platform/base/failure.hpp"

namespace ontos {

/// Names endpoints that there are.
Failure unknown_endpoint(const EndpointDirectory& endpoints, std::string_view reference);
/// `names`: of all endpoints, sorted.
Failure unknown_endpoint(std::span<const std::string> names, std::string_view reference);

}  // namespace ontos
