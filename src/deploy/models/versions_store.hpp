#pragma once
// How versions are kept, and which artifacts they use.

#include <set>

#include "deploy/models/model.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// A version as it is begun: what is known before its files are looked at.
struct NewVersionRow {
    std::string id;
    std::string full_name;
    std::int64_t version = 0;
    std::optional<std::string> description;
    std::optional<std::string> run_id;
    std::string source;
    std::string created_by;
    std::optional<std::string> training_job_id;
};

/// What is known when its files have been looked at.
struct VersionFiles {
    std::string sha256;
    std::int64_t size_bytes = 0;
    std::string flavor;
    std::optional<std::string> run_id;
    Signature signature;
    ModelLayout layout;
    std::optional<Baseline> baseline;
    std::optional<std::string> baseline_sha256;
};

/// A version by its own identifier, which is also the operation id of its registration.
struct VersionKey {
    std::string id;
    std::string full_name;
    std::int64_t version = 0;
    VersionStatus status = VersionStatus::PENDING_REGISTRATION;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&VersionKey::id>("Identifier."),
                          api::field<&VersionKey::full_name>("Model."),
                          api::field<&VersionKey::version>("Number."),
                          api::field<&VersionKey::status>("Status.")};
    }
};

/// A baseline that came with the registration of a READY version.
struct KeptBaseline {
    std::string full_name, version;
    Baseline baseline;
    std::string baseline_sha256;
    std::string created_by;
    Timestamp created_at{};

    static constexpr auto fields(auto...) {
        using T = KeptBaseline;
        return std::array{api::field<&T::full_name>("Model."),
                          api::field<&T::version>("Version."),
                          api::field<&T::baseline>("Id and rows."),
                          api::field<&T::baseline_sha256>("Artifact."),
                          api::field<&T::created_by>("Who registered it."),
                          api::field<&T::created_at>("When it was begun.")};
    }
};

/// Inside one transaction. Owned by the thread that runs the job.
class VersionsStore {
public:
    explicit VersionsStore(sql::Transaction& tx) : tx_{tx} {}

    /// As PENDING_REGISTRATION.
    void insert(const NewVersionRow& row, Timestamp now);
    std::optional<VersionKey> find_key(const std::string& id);
    std::optional<VersionKey> find_number(const std::string& full_name, std::int64_t version);
    std::optional<ModelVersion> find(const std::string& full_name, std::int64_t version);
    /// Newest first, below `before`.
    std::vector<ModelVersion> list(const std::string& full_name, std::int64_t before,
                                   std::int64_t limit);
    /// As the registry gives it to a deploy.
    std::optional<RegisteredVersion> find_registered(const std::string& full_name,
                                                     std::int64_t version);
    std::optional<std::int64_t> latest_ready(const std::string& full_name);
    /// The newest READY version that the training job made.
    std::optional<VersionKey> find_of_training_job(const std::string& training_job_id);
    /// Unless it is known already.
    void set_training_job(const std::string& id, const std::string& training_job_id);
    /// Every number of a model, ascending, with its status.
    std::vector<VersionKey> keys_of(const std::string& full_name);
    /// The newest READY version with this content.
    std::optional<std::int64_t> find_content(const std::string& full_name,
                                             const VersionFiles& files);
    /// Of READY versions that were begun at or after a time, oldest first.
    std::vector<KeptBaseline> baselines_since(Timestamp time);
    /// PENDING versions that were begun before a time.
    std::vector<VersionKey> pending_before(Timestamp time);

    /// To READY.
    void finish(const std::string& id, const VersionFiles& files);
    void set_status(const std::string& id, VersionStatus status, const std::string& message);
    /// Description and tags.
    void update(const std::string& full_name, const ModelVersion& version);
    /// Its aliases are gone already.
    void remove(const std::string& id);

    /// The artifacts of one version: model, and baseline if it has one.
    std::set<std::string> artifacts_of(const std::string& id);
    bool is_artifact_used(const std::string& sha256);
    /// Written down before an artifact is placed and when it loses a version, so that a crash
    /// leaves nothing behind that nobody knows of.
    void doubt_artifacts(const std::set<std::string>& sha256s, Timestamp now);
    void trust_artifacts(const std::set<std::string>& sha256s);
    std::set<std::string> artifacts_in_doubt();

private:
    sql::Transaction& tx_;
};

}  // namespace ontos
