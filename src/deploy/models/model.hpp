#pragma once
// What the registry speaks.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "deploy/models/model_registry.hpp"
#include "deploy/models/names.hpp"

namespace ontos {

struct Model {
    std::string name;
    std::string full_name;
    std::string catalog_name;
    std::string schema_name;
    std::string description;
    std::string owner;
    api::EpochMs created_at;
    api::EpochMs updated_at;
    std::optional<std::string> latest_version;
    std::map<std::string, std::string> aliases;
    Tags tags;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&Model::name>("Last part of the full name."),
            api::field<&Model::full_name>("catalog.schema.model."),
            api::field<&Model::catalog_name>("First part of the full name."),
            api::field<&Model::schema_name>("Second part of the full name."),
            api::field<&Model::description>("What it is for."),
            api::field<&Model::owner>("Who answers for it."),
            api::field<&Model::created_at>("When it was created, epoch milliseconds."),
            api::field<&Model::updated_at>(
                "When it, its aliases or its versions last changed, epoch milliseconds."),
            api::option<&Model::latest_version>("Highest READY version; null if there is none."),
            api::option<&Model::aliases>("Version by alias.", api::example(R"({"champion": "3"})")),
            api::option<&Model::tags>("Texts by key.")};
    }
};

/// The rows that a version was trained on, kept as CSV.
struct Baseline {
    std::string id;
    std::int64_t rows = 0;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Baseline::id>("Identifier."),
                          api::field<&Baseline::rows>("Number of rows.")};
    }
};

struct ModelVersion {
    std::string version;
    VersionStatus status = VersionStatus::PENDING_REGISTRATION;
    std::string status_message;
    api::EpochMs created_at;
    std::optional<std::string> run_id;
    std::optional<std::string> description;
    std::string source;
    std::string sha256;
    std::int64_t size_bytes = 0;
    std::string flavor;
    Signature signature;
    std::optional<Baseline> baseline;
    std::vector<std::string> aliases;
    Tags tags;
    std::string created_by;
    std::optional<std::string> training_job_id;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ModelVersion::version>("Number, counted from 1.", api::example(R"("1")")),
            api::field<&ModelVersion::status>("Only READY versions can be served."),
            api::field<&ModelVersion::status_message>("Why it is not READY; else empty."),
            api::field<&ModelVersion::created_at>("When it was registered, epoch milliseconds."),
            api::omit_empty<&ModelVersion::run_id>("MLflow run that made it."),
            api::omit_empty<&ModelVersion::description>("What is new in it."),
            api::field<&ModelVersion::source>(
                "What was sent: upload:<file name>, folder:<name>, or a path."),
            api::field<&ModelVersion::sha256>(
                "Of the .onnx file; of a folder, of the sorted `sha256sum` lines of its files."),
            api::field<&ModelVersion::size_bytes>("Size of all its files in bytes."),
            api::field<&ModelVersion::flavor>("What serves it."),
            api::field<&ModelVersion::signature>("What it takes and gives."),
            api::omit_empty<&ModelVersion::baseline>(
                "What drift compares with: the newest baseline that is ready, else the one that "
                "was "
                "sent with the version."),
            api::option<&ModelVersion::aliases>("Aliases that name it, sorted."),
            api::option<&ModelVersion::tags>("Texts by key."),
            api::field<&ModelVersion::created_by>("Who registered it."),
            api::omit_empty<&ModelVersion::training_job_id>("The training job that made it.")};
    }
};

struct ModelAlias {
    std::string alias;
    std::string version;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ModelAlias::alias>("Name, such as champion."),
                          api::field<&ModelAlias::version>("The version that it names.")};
    }
};

}  // namespace ontos
