#pragma once
// What the stages call each other by.

#include <compare>
#include <string>

#include "platform/base/clock.hpp"

namespace ontos {

/// The registry id of an endpoint, UUIDv7 text.
struct EndpointId {
    std::string text;
    auto operator<=>(const EndpointId&) const = default;
};

struct ModelVersionRef {
    std::string full_name;  ///< catalog.schema.model
    std::string version;    ///< "1", "2", ...
    auto operator<=>(const ModelVersionRef&) const = default;
};

/// [from, to)
struct Interval {
    Timestamp from, to;
};

}  // namespace ontos
