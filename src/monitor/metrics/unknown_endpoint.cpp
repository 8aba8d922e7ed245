// The answer to a reference that leads to no endpoint.
#include "monitor/metrics/unknown_endpoint.hpp"

#include <algorithm>

#include "platform/base/known_names.hpp"
#include "platform/base/text.hpp"

namespace ontos {

Failure unknown_endpoint(const EndpointDirectory& endpoints, std::string_view reference) {
    std::vector<std::string> names;
    for (auto& endpoint : endpoints.list()) names.push_back(std::move(endpoint.name));
    std::ranges::sort(names);
    return unknown_endpoint(names, reference);
}

Failure unknown_endpoint(std::span<const std::string> names, std::string_view reference) {
    return Failure{FailureKind::not_found, "There is no endpoint \"" + shortened(reference) + "\"."}
        .code("endpoint_not_found")
        .hint(hint_of_names(reference, names));
}

}  // namespace ontos
