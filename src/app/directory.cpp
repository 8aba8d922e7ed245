// What monitoring asks the deploy stage for.
#include "app/directory.hpp"

namespace ontos {
namespace {

EndpointInfo info_of(const LiveEndpoint& endpoint) {
    EndpointInfo info{endpoint.id, endpoint.name, {}, 0};
    if (!endpoint.entities.empty()) info.model_version = endpoint.entities.front().version.version;
    for (const auto& entity : endpoint.entities)
        info.in_flight += entity.runtime->in_flight.load(std::memory_order_relaxed);
    return info;
}

/// One that is deleted, or that this server has not seen yet.
std::optional<EndpointInfo> find_stored(const Endpoints& endpoints, std::string_view reference) {
    try {
        const auto found = endpoints.find_record_or_deleted(std::string{reference});
        return EndpointInfo{{found.id}, found.endpoint_name, found.model_version.value_or(""), 0};
    } catch (const Failure& failure) {
        if (failure.kind() != FailureKind::not_found) throw;
        return std::nullopt;
    }
}

}  // namespace

EndpointDirectory directory_of(const Endpoints& endpoints) {
    return {.find = [&endpoints](std::string_view reference) -> std::optional<EndpointInfo> {
                if (const auto live = endpoints.table().get()->find(reference))
                    return info_of(*live);
                return find_stored(endpoints, reference);
            },
            .list =
                [&endpoints] {
                    std::vector<EndpointInfo> all;
                    for (const auto& [key, endpoint] : endpoints.table().get()->by_key)
                        if (key == endpoint->id.text) all.push_back(info_of(*endpoint));
                    return all;
                },
            .find_live = [&endpoints](std::string_view reference) -> std::optional<EndpointInfo> {
                const auto live = endpoints.table().get()->find(reference);
                return live ? std::optional{info_of(*live)} : std::nullopt;
            }};
}

AskColumns columns_of(ModelRegistry& registry) {
    return [&registry](const std::string& model_name, const std::string& version) {
        std::vector<std::string> names;
        try {
            for (const auto& input : registry.resolve(model_name, version).signature.inputs)
                names.push_back(input.name);
        } catch (const Failure& failure) {
            if (failure.kind() != FailureKind::not_found) throw;
        }
        return names;
    };
}

}  // namespace ontos
