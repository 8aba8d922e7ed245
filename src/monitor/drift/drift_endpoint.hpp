#pragma once
// What drift needs to know of an endpoint; the endpoints tell.

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "deploy/ids.hpp"

namespace ontos {

struct DriftEndpoint {
    EndpointId id;
    std::string name;
    std::vector<ModelVersionRef> versions;  ///< that it serves now, the largest share first
    bool is_external = false;               ///< served elsewhere, and known by what is ingested
};

/// By id, live name or, last, the latest deleted name.
using FindDriftEndpoint = std::function<std::optional<DriftEndpoint>(std::string_view reference)>;

/// When a revision served, and what.
struct RevisionSpan {
    Interval live;  ///< until now, if it still does
    std::vector<ModelVersionRef> versions;
    bool is_live = false;  ///< it still serves
};

/// nullopt if there is no such revision, or it never served.
using FindRevision = std::function<std::optional<RevisionSpan>(const EndpointId&, std::int64_t)>;

}  // namespace ontos
