#pragma once
// Baselines: made from files and from live traffic, kept, listed, and found by those who compare.

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

#include "deploy/inference/served_model.hpp"
#include "deploy/models/parquet_baseline.hpp"
#include "monitor/drift/baseline_csv.hpp"
#include "monitor/drift/baseline_model.hpp"
#include "monitor/drift/drift_endpoint.hpp"
#include "monitor/drift/profiles.hpp"
#include "monitor/metrics/model.hpp"
#include "platform/access/once.hpp"
#include "platform/tasks/executor.hpp"

namespace ontos {

/// A CSV that came with the registration of a version.
struct RegisteredBaseline {
    std::string id;
    ModelVersionRef version;
    std::string sha256;
    std::string created_by;
    Timestamp created_at;
    std::filesystem::path csv;
};

/// What the baselines are made of; all of it outlives them.
struct BaselinesParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    ModelRegistry& registry;
    ServingBackend& backend;  ///< scores the rows, for the distribution of predictions
    Executor& pool;           ///< reads files
    LayoutCache& layouts;
    LayoutTable& table;
    Profiles& profiles;
    const Redactor& redactor;
    EndpointDirectory directory;
    FindDriftEndpoint find_endpoint;
    /// Of READY versions that were begun at or after a time.
    std::function<std::vector<RegisteredBaseline>(Timestamp since)> registered;
    ParquetIntake parquet{};
    std::filesystem::path folder;  ///< where uploads wait to be read
};

/// What is compared with.
struct Reference {
    ModelBaseline baseline;
    Profile profile;
};

/// Thread safe; blocks. Its destructor waits for its own work on the pool, which must still run.
class Baselines {
public:
    explicit Baselines(BaselinesParts parts);
    ~Baselines();

    /// Each second: begins the baselines of new versions, goes on with what another server or a
    /// crash has left, and tells the profiles which layouts hold.
    void step();

    /// The newest ready baseline of a version.
    std::shared_ptr<const Reference> find_ready(const ModelVersionRef& version);

    BaselinesPage list_baselines(const api::Query<BaselinesQuery>& query);
    ModelBaseline show_baseline(const api::Path<BaselinePath>& path);
    api::Created<ModelBaseline> create_baseline(const api::Form<NewBaseline>& form,
                                                const access::ActorInput& actor,
                                                const access::Once& once);
    void delete_baseline(const api::Path<BaselinePath>& path, const api::IfMatch& condition,
                         const access::ActorInput& actor);

private:
    /// A file that is being read, and those who wait for it.
    struct Work {
        bool is_done = false;
        std::optional<Failure> failure;
    };

    ModelBaseline create_from_file(const NewBaseline& form, const access::Actor& actor,
                                   const access::Once& once);
    api::Created<ModelBaseline> create_from_window(const NewBaseline& form,
                                                   const access::Actor& actor,
                                                   const access::Once& once);
    /// Of which version a file is a baseline, and of which endpoint, if that is served elsewhere.
    void set_target(ModelBaseline& baseline, const NewBaseline& form) const;
    DriftEndpoint external_endpoint(const NewBaseline& form) const;
    std::optional<RegisteredVersion> find_registered(const ModelVersionRef& version) const;
    std::shared_ptr<Work> begin(const ModelBaseline& baseline, std::filesystem::path csv);
    void build(const ModelBaseline& baseline, const std::filesystem::path& csv) noexcept;
    void read_file(ModelBaseline baseline, const std::filesystem::path& file);
    std::optional<RowSample> score(const RegisteredVersion& version, const RowSample& inputs,
                                   ModelBaseline& baseline);
    void begin_registered();
    void take_over();
    void refresh_table();
    std::filesystem::path upload_of(const std::string& id) const;

    BaselinesParts parts_;
    Timestamp registered_since_{};  ///< of the thread that steps
    std::mutex mutex_;              ///< of what follows
    std::condition_variable changed_;
    std::map<std::string, std::shared_ptr<Work>> working_;
    std::string ready_mark_;
    std::int64_t erased_count_ = 0;  ///< of names in layouts, when they were read
    std::map<ModelVersionRef, std::string> ready_ids_;
    std::map<std::string, std::shared_ptr<const Reference>> references_;  ///< by baseline id
};

void mount(api::Router& router, Baselines& baselines);

}  // namespace ontos
