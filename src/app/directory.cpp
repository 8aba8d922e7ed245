// What monitoring asks the deploy stage for.
#include "app/directory.hpp"

#include <algorithm>

namespace ontos {
namespace {

EndpointInfo info_of(const LiveEndpoint& endpoint) {
    EndpointInfo info{endpoint.id, endpoint.name, {}, 0};
    info.model_version = endpoint.entities.empty() ? endpoint.external_version.version
                                                   : endpoint.entities.front().version.version;
    for (const auto& entity : endpoint.entities)
        info.in_flight += entity.runtime->in_flight.load(std::memory_order_relaxed);
    return info;
}

EndpointInfo info_of(const EndpointRecord& record) {
    return {{record.id}, record.endpoint_name, record.model_version.value_or(""), 0};
}

}  // namespace

std::optional<EndpointRecord> stored_endpoint(const Endpoints& endpoints,
                                              std::string_view reference) {
    try {
        return endpoints.find_record_or_deleted(std::string{reference});
    } catch (const Failure& failure) {
        if (failure.kind() != FailureKind::not_found) throw;
        return std::nullopt;
    }
}

std::vector<ModelVersionRef> versions_by_traffic(const LiveEndpoint& endpoint) {
    auto entities = endpoint.entities;
    std::ranges::stable_sort(entities, std::greater{}, [](const LiveEntity& entity) {
        return entity.bucket_to - entity.bucket_from;
    });
    std::vector<ModelVersionRef> out;
    for (auto& entity : entities) out.push_back(std::move(entity.version));
    return out;
}

EndpointDirectory directory_of(const Endpoints& endpoints) {
    return {.find = [&endpoints](std::string_view reference) -> std::optional<EndpointInfo> {
                if (const auto live = endpoints.table().get()->find(reference))
                    return info_of(*live);
                const auto stored = stored_endpoint(endpoints, reference);
                return stored ? std::optional{info_of(*stored)} : std::nullopt;
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

FindServedVersion served_versions(const Endpoints& endpoints) {
    return [&endpoints](const EndpointId& id) -> ModelVersionRef {
        const auto live = endpoints.table().get()->find(id.text);
        if (!live) return {};
        if (!live->is_external) {
            auto versions = versions_by_traffic(*live);
            return versions.empty() ? ModelVersionRef{} : std::move(versions.front());
        }
        // Where no model is named, the endpoint's id stands for one.
        if (live->external_version.full_name == id.text) return {};
        return live->external_version;
    };
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
