#pragma once
// An endpoint as the registry lists it: ours, or one that is served elsewhere.

#include <optional>
#include <string>

#include "deploy/endpoints/endpoints_store.hpp"

namespace ontos {

struct RegisteredEndpoint {
    std::string id;
    std::string name;
    std::string description;
    std::string endpoint_name;
    EndpointType endpoint_type = EndpointType::model;
    std::optional<std::string> model_name;
    std::optional<std::string> model_version;
    std::optional<api::json::value> traffic_config;
    RegistryStatus status = RegistryStatus::ready;
    std::string created_by;
    Timestamp created_at{};
    Timestamp updated_at{};

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&RegisteredEndpoint::id>("Registry id: what feedback and alerts refer to."),
            api::field<&RegisteredEndpoint::name>("Name for people."),
            api::field<&RegisteredEndpoint::description>("What it is for."),
            api::field<&RegisteredEndpoint::endpoint_name>(
                "What it is called in paths, unique without regard to case."),
            api::field<&RegisteredEndpoint::endpoint_type>("What it serves."),
            api::field<&RegisteredEndpoint::model_name>("The model, if it is known."),
            api::field<&RegisteredEndpoint::model_version>("Its version, if it is known."),
            api::field<&RegisteredEndpoint::traffic_config>("How requests are split."),
            api::field<&RegisteredEndpoint::status>("Where it is."),
            api::field<&RegisteredEndpoint::created_by>("Who registered it."),
            api::field<&RegisteredEndpoint::created_at>("When it was registered."),
            api::field<&RegisteredEndpoint::updated_at>("When it was changed last.")};
    }
};

struct NewRegisteredEndpoint {
    std::optional<std::string> name;
    std::string description;
    std::string endpoint_name;
    EndpointType endpoint_type = EndpointType::model;
    std::optional<std::string> model_name;
    std::optional<std::string> model_version;
    std::optional<api::json::value> traffic_config;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&NewRegisteredEndpoint::name>(
                "Name for people; the endpoint's if left out.", api::max_length(255)),
            api::option<&NewRegisteredEndpoint::description>("What it is for.",
                                                             api::max_length(10'000)),
            api::field<&NewRegisteredEndpoint::endpoint_name>(
                "What it is called where it is served.", api::max_length(255)),
            api::option<&NewRegisteredEndpoint::endpoint_type>("What it serves."),
            api::option<&NewRegisteredEndpoint::model_name>("The model, if it is known.",
                                                            api::max_length(255)),
            api::option<&NewRegisteredEndpoint::model_version>("Its version, if it is known.",
                                                               api::max_length(255)),
            api::option<&NewRegisteredEndpoint::traffic_config>("How requests are split there.")};
    }
};

/// What is not named stays.
struct RegisteredEndpointChange {
    std::optional<std::string> name;
    std::optional<std::string> description;
    std::optional<EndpointType> endpoint_type;
    std::optional<std::string> model_name;
    std::optional<std::string> model_version;
    std::optional<api::json::value> traffic_config;
    std::optional<RegistryStatus> status;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&RegisteredEndpointChange::name>("Name for people.", api::min_length(1),
                                                         api::max_length(255)),
            api::option<&RegisteredEndpointChange::description>("What it is for.",
                                                                api::max_length(10'000)),
            api::option<&RegisteredEndpointChange::endpoint_type>("Of an external one."),
            api::option<&RegisteredEndpointChange::model_name>("Of an external one.",
                                                               api::max_length(255)),
            api::option<&RegisteredEndpointChange::model_version>("Of an external one.",
                                                                  api::max_length(255)),
            api::option<&RegisteredEndpointChange::traffic_config>("Of an external one."),
            api::option<&RegisteredEndpointChange::status>("Of an external one.")};
    }
};

struct RegisteredEndpointPath {
    std::string id;
    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&RegisteredEndpointPath::id>("Registry id, or name.", api::max_length(255))};
    }
};

RegisteredEndpoint registered_view(const EndpointRecord& record);

}  // namespace ontos
