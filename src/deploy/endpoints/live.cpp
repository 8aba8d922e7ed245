// The endpoints as the data plane sees them: widths by size, and look-up by id or name.
#include "deploy/endpoints/live.hpp"

#include "platform/base/text.hpp"

namespace ontos {
namespace {

std::size_t width_of(WorkloadSize size) {
    switch (size) {
        case WorkloadSize::Small:
            return 4;
        case WorkloadSize::Medium:
            return 16;
        case WorkloadSize::Large:
            return 64;
    }
    return 4;
}

std::size_t queue_of(WorkloadSize size) {
    switch (size) {
        case WorkloadSize::Small:
            return 64;
        case WorkloadSize::Medium:
            return 128;
        case WorkloadSize::Large:
            return 256;
    }
    return 64;
}

}  // namespace

EntityRuntime::EntityRuntime(Executor& scoring_pool, WorkloadSize size, std::uint32_t series_number)
    : gate{scoring_pool, width_of(size), queue_of(size)}, series{series_number}, model_{nullptr} {}

std::shared_ptr<const LiveEndpoint> EndpointTable::find(std::string_view id_or_name) const {
    // Ids and lower-case names are found at the first attempt.
    std::string key{id_or_name};
    auto found = by_key.find(key);
    if (found == by_key.end()) found = by_key.find(lower_case(key));
    return found == by_key.end() ? nullptr : found->second;
}

}  // namespace ontos
