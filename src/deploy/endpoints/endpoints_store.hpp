#pragma once
// How endpoints are kept: the table endpoints_registry.

#include <optional>
#include <string>
#include <vector>

#include "deploy/endpoints/endpoint.hpp"
#include "platform/api/outputs.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(RegistryStatus, creating, ready, updating, failed, stopped)

/// A row of endpoints_registry.
struct EndpointRecord {
    std::string id;
    std::string name;           ///< as its registry shows it
    std::string endpoint_name;  ///< as it is called
    std::string lower_name;
    std::optional<std::string> live_name;  ///< lower_name, null once deleted: unique
    std::string description;
    EndpointType endpoint_type = EndpointType::model;
    bool is_external = false;
    std::optional<std::string> model_name;
    std::optional<std::string> model_version;
    std::optional<api::json::value> traffic_config;
    RegistryStatus status = RegistryStatus::creating;
    std::int64_t revision = 0;       ///< that serves; 0: none
    std::int64_t last_revision = 0;  ///< highest number given
    std::optional<std::string> pending_deployment;
    std::string failure;  ///< why the newest change failed; empty: it did not
    std::string hash_salt;
    std::string created_by;
    Timestamp created_at{};
    Timestamp updated_at{};
    std::optional<Timestamp> deleted_at;
    std::int64_t generation = 0;  ///< of its newest change

    static constexpr auto fields(auto...) {
        return std::array{api::field<&EndpointRecord::id>("Id."),
                          api::field<&EndpointRecord::name>("Name."),
                          api::field<&EndpointRecord::endpoint_name>("Name."),
                          api::field<&EndpointRecord::lower_name>("Lower case."),
                          api::field<&EndpointRecord::live_name>("Unique."),
                          api::field<&EndpointRecord::description>("Text."),
                          api::field<&EndpointRecord::endpoint_type>("Type."),
                          api::field<&EndpointRecord::is_external>("Served elsewhere."),
                          api::field<&EndpointRecord::model_name>("Model."),
                          api::field<&EndpointRecord::model_version>("Version."),
                          api::field<&EndpointRecord::traffic_config>("JSON."),
                          api::field<&EndpointRecord::status>("Status."),
                          api::field<&EndpointRecord::revision>("That serves."),
                          api::field<&EndpointRecord::last_revision>("Highest."),
                          api::field<&EndpointRecord::pending_deployment>("That runs."),
                          api::field<&EndpointRecord::failure>("Why."),
                          api::field<&EndpointRecord::hash_salt>("Salt."),
                          api::field<&EndpointRecord::created_by>("Who."),
                          api::field<&EndpointRecord::created_at>("When."),
                          api::field<&EndpointRecord::updated_at>("When."),
                          api::field<&EndpointRecord::deleted_at>("When."),
                          api::field<&EndpointRecord::generation>("Newest change.")};
    }
};

/// What an endpoint serves that is served elsewhere: as it was registered. Where no model was
/// named, the endpoint's id stands for it; where no version was, it is "".
ModelVersionRef external_version(const EndpointRecord& record);

/// By id, then by live name without regard to case.
std::optional<EndpointRecord> find_live_endpoint(sql::Transaction& tx,
                                                 const std::string& reference);

/// The same, then by name the one that was deleted last: for reads.
std::optional<EndpointRecord> find_endpoint_or_deleted(sql::Transaction& tx,
                                                       const std::string& reference);

std::optional<EndpointRecord> find_endpoint_by_id(sql::Transaction& tx, const std::string& id);

/// Live ones by name, after `cursor` (a lower-case name).
api::Linked<EndpointRecord> list_live_endpoints(sql::Transaction& tx, const std::string& cursor,
                                                int limit);

/// Live ones that are served elsewhere and say that they serve this version, by name. A model
/// without a dot is one of main.default.
std::vector<EndpointRecord> external_endpoints_of(sql::Transaction& tx,
                                                  const ModelVersionRef& version,
                                                  std::int64_t limit);

/// Deleted ones too, in the order of their changes.
std::vector<EndpointRecord> endpoints_changed_since(sql::Transaction& tx, std::int64_t generation);

/// Throws sql::UniqueViolation if a live one has the name.
void insert_endpoint(sql::Transaction& tx, const EndpointRecord& record);

/// Every column but id, hash_salt, created_by and created_at.
void update_endpoint(sql::Transaction& tx, const EndpointRecord& record);

}  // namespace ontos
