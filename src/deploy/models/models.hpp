#pragma once
// The registry: models, their versions, aliases and artifacts.

#include <functional>
#include <map>
#include <span>
#include <string>

#include "deploy/models/model.hpp"
#include "deploy/models/model_roots.hpp"
#include "deploy/models/models_requests.hpp"
#include "deploy/models/parquet_baseline.hpp"
#include "deploy/models/registration.hpp"

namespace ontos {

/// Names of the endpoints that serve a version, or can still be rolled back to it. It is asked
/// in the transaction that deletes the version, so that no deploy comes in between.
using EndpointsUsing =
    std::function<std::vector<std::string>(sql::Transaction&, const ModelVersionRef&)>;

/// The baseline that drift compares each version of a model with, by number; none for versions
/// without one that is ready.
using BaselinesInForce =
    std::function<std::map<std::string, Baseline>(sql::Transaction&, const std::string& full_name)>;

/// What the registry is made of; all of it outlives it.
struct ModelsParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    ArtifactStore& artifacts;
    ModelInspector inspect;
    EndpointsUsing endpoints_using;
    BaselinesInForce baselines_in_force{};  ///< empty: that of the registration
    ModelRoots roots;
    ModelLimits limits;
    ParquetIntake parquet{};
};

/// A model that a training job has made, on this machine.
struct ModelOfJob {
    std::string full_name, training_job_id;
    std::filesystem::path model;  ///< .onnx, an archive, or an MLflow folder
    std::optional<std::filesystem::path> baseline;
    std::optional<std::string> description;
};

/// Thread safe; its functions block.
class Models {
public:
    explicit Models(ModelsParts parts);

    /// Once, before the first request: ends what a crash has interrupted. A version is
    /// FAILED_REGISTRATION only by this: any other failure leaves no version.
    void recover();

    /// Registers a folder of this machine that the operator names, such as the sample. If the model
    /// has a READY version with the same files already, that is the answer.
    ModelVersion register_folder(const std::string& full_name, const std::filesystem::path& folder,
                                 const std::optional<std::filesystem::path>& baseline,
                                 const access::Actor& actor);

    /// Registers what a training job has made: always a new version.
    ModelVersion register_trained(const ModelOfJob& trained, const access::Actor& actor);

    /// The READY version that a training job made, if it did.
    std::optional<std::string> version_of_training_job(const std::string& training_job_id) const;

    api::Linked<Model> list_models(const api::Query<ModelsQuery>& query) const;
    api::Created<Model> create_model(const api::Body<NewModel>& body,
                                     const access::ActorInput& actor, const access::Once& once);
    Model show_model(const api::Path<ModelPath>& path) const;
    Model update_model(const api::Path<ModelPath>& path, const api::Body<ModelChange>& body,
                       const api::IfMatch& condition, const access::ActorInput& actor);
    void delete_model(const api::Path<ModelPath>& path, const api::IfMatch& condition,
                      const access::ActorInput& actor);

    api::Linked<ModelVersion> list_versions(const api::Path<ModelPath>& path,
                                            const api::Query<VersionsQuery>& query) const;
    api::Created<ModelVersion> create_version(const api::Path<ModelPath>& path,
                                              const api::Form<NewVersion>& form,
                                              const access::ActorInput& actor,
                                              const access::Once& once);
    ModelVersion show_version(const api::Path<VersionPath>& path) const;
    ModelVersion update_version(const api::Path<VersionPath>& path,
                                const api::Body<VersionChange>& body, const api::IfMatch& condition,
                                const access::ActorInput& actor);
    void delete_version(const api::Path<VersionPath>& path, const api::IfMatch& condition,
                        const access::ActorInput& actor);
    api::FileReply download_artifact(const api::Path<VersionPath>& path);

    ModelAlias set_alias(const api::Path<AliasPath>& path, const api::Body<AliasTarget>& body,
                         const api::IfMatch& condition, const access::ActorInput& actor);
    void delete_alias(const api::Path<AliasPath>& path, const api::IfMatch& condition,
                      const access::ActorInput& actor);

private:
    void put_baselines(sql::Transaction& tx, const std::string& full_name,
                       std::span<ModelVersion> versions) const;
    /// As it is shown. Throws Failure{not_found}.
    ModelVersion version_at(sql::Transaction& tx, const VersionPath& path) const;
    void require_unused(sql::Transaction& tx, const ModelVersionRef& ref) const;
    void audit(sql::Transaction& tx, const access::Actor& actor, const access::Change& change);

    ModelsParts parts_;
    ArtifactKeeper keeper_;
    Registrar registrar_;
};

}  // namespace ontos
