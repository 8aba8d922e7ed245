#pragma once
// Carries out changes of what endpoints serve: load, validate, warm, swap, and say how it went.

#include <atomic>
#include <map>
#include <memory>

#include "deploy/endpoints/change.hpp"
#include "deploy/endpoints/drained_executor.hpp"
#include "deploy/endpoints/progress.hpp"
#include "deploy/endpoints/publisher.hpp"
#include "platform/access/once.hpp"
#include "platform/base/guarded.hpp"
#include "platform/base/random.hpp"

namespace ontos {

struct DeployerConfig {
    std::string server_id;  ///< of this server on its database, the same after a restart
    std::chrono::seconds lease{30};
    int waiters_max = 16;  ///< requests that wait at once; the others are answered `deploying`
};

/// A repeat of a request with the same idempotency key.
struct Repeated {
    std::string deployment_id;
};

/// Thread safe. At most one change of an endpoint is under way, in the whole system: the database
/// row says which. What serves is replaced after the commit, so what was answered `ready` survives
/// a crash; until then the old revision serves.
class Deployer {
public:
    Deployer(sql::Database& database, ModelRegistry& registry, WarmModels& warm,
             Publisher& publisher, Executor& loading_pool, const Clock& clock, Random& random,
             DeployerConfig config);

    /// Makes the change: at once if every model is in memory, else by loading them. Returns within
    /// `wait`: `ready`, or `deploying`. nullopt: the endpoint was changed since the change was
    /// planned; nothing was done. Throws DeployFailed, Repeated, Failure.
    std::optional<DeployResult> submit(const Change& change, const access::Once& once,
                                       std::chrono::seconds wait);

    /// How a deployment stands, after waiting for its end at most that long. Throws DeployFailed if
    /// it failed, Failure{not_found} if there is none.
    DeployResult await(const std::string& deployment_id, std::chrono::seconds wait);

    /// Of a deployment that this server carries out.
    std::optional<StageView> progress(const std::string& deployment_id) const;

    /// Renews the leases of what is under way here, and fails what nobody carries out any more:
    /// what this server began before it was restarted, and what another one let expire.
    void step();

    Writing new_writing() const;

private:
    using Tracked = std::map<std::string, std::shared_ptr<Progress>>;

    std::optional<std::vector<WarmModel>> models_in_memory(const Change& change) const;
    enum class Outcome { live, pending };
    Recorded record(const Change& change, const access::Once& once, Outcome outcome);
    void start(const Change& change, const std::shared_ptr<Progress>& progress,
               const DeploymentRecord& deployment);
    void carry_out(const Change& change, Progress& progress,
                   const DeploymentRecord& deployment) noexcept;
    std::vector<WarmModel> load_all(const Change& change, Progress& progress);
    void swap(const Change& change, Progress& progress, std::vector<WarmModel> models);
    void give_up(const DeploymentRecord& deployment, const access::Actor& actor,
                 const Failure& failure, Progress& progress) noexcept;
    void record_and_show_failure(const DeploymentRecord& deployment, const access::Actor& actor,
                                 const std::string& message);
    void renew_leases_in_time();

    sql::Database& database_;
    ModelRegistry& registry_;
    WarmModels& warm_;
    Publisher& publisher_;
    const Clock& clock_;
    Random& random_;
    const DeployerConfig config_;
    Guarded<Tracked> under_way_;
    std::atomic<int> waiters_{0};
    std::atomic<std::int64_t> leases_renewed_us_{0};
    DrainedExecutor loading_pool_;  // last: its destructor waits for work that uses the rest
};

}  // namespace ontos
