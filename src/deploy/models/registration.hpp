#pragma once
// How a version comes to be: a PENDING row, the files looked at and placed, then READY.

#include <functional>

#include "deploy/models/artifact_keeper.hpp"
#include "deploy/models/model_archive.hpp"
#include "deploy/models/versions_store.hpp"
#include "platform/access/audit.hpp"
#include "platform/access/once.hpp"

namespace ontos {

/// What is to be registered.
struct Registration {
    std::string full_name;
    std::string source;  ///< shown with the version
    std::function<void(StagedFolder&)> add_model;
    std::function<void(StagedFolder&)> add_baseline;  ///< empty: there is none
    std::optional<Signature> signature;               ///< instead of that of MLmodel
    std::optional<std::string> description;
    std::optional<std::string> run_id;  ///< instead of that of MLmodel
    std::optional<std::string> training_job_id;
};

/// Thread safe.
class Registrar {
public:
    Registrar(sql::Database& database, const Clock& clock, Random& random, ArtifactStore& artifacts,
              ArtifactKeeper& keeper, ModelInspector inspect)
        : database_{database},
          clock_{clock},
          random_{random},
          artifacts_{artifacts},
          keeper_{keeper},
          inspect_{std::move(inspect)} {}

    /// Makes the next version, and the model if its name is new. Whatever fails (Failure{invalid}
    /// for what is no model) leaves neither row nor artifact. A repeat of an idempotency key throws
    /// ReadyReply with the version; where the first attempt failed, it is made again.
    ModelVersion run(const Registration& registration, const access::Actor& actor,
                     const access::Once& once);

    /// At start: versions that a crash has left PENDING become FAILED_REGISTRATION.
    void fail_interrupted();

private:
    struct Begun {
        std::string id;
        std::int64_t version = 0;
        std::optional<ModelVersion> answered;  ///< by an earlier request with the same key
    };
    struct Staged;

    Begun begin(const Registration& registration, const access::Actor& actor,
                const access::Once& once);
    /// Goes on from what an earlier request with the same key has left.
    static Begun resume(VersionsStore& versions, const VersionKey& key);
    ModelVersion complete(const Begun& begun, const Registration& registration,
                          const access::Actor& actor);
    Staged stage(const Registration& registration);
    ModelVersion finish(const Begun& begun, const Registration& registration,
                        const VersionFiles& files, const access::Actor& actor);
    void abandon(const Begun& begun, const std::string& full_name,
                 const access::Once& once) noexcept;

    sql::Database& database_;
    const Clock& clock_;
    Random& random_;
    ArtifactStore& artifacts_;
    ArtifactKeeper& keeper_;
    const ModelInspector inspect_;
};

}  // namespace ontos
