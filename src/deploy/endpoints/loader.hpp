#pragma once
// Loads what serves but is not in memory: after a start, after idleness, after another server's
// change.

#include <chrono>
#include <future>
#include <map>
#include <memory>

#include "deploy/endpoints/drained_executor.hpp"
#include "deploy/endpoints/publisher.hpp"
#include "platform/base/guarded.hpp"

namespace ontos {

/// Thread safe.
class Loader {
public:
    Loader(ModelRegistry& registry, WarmModels& warm, LiveTable& live, Publisher& publisher,
           Executor& loading_pool, const Clock& clock);

    /// See EndpointSource.
    std::shared_ptr<const ServedModel> wake(const LiveEntity& entity, SteadyTime deadline);

    /// `needed`: what is scaled to zero stays unloaded until it is asked for.
    enum class Extent { needed, everything };

    /// Loads in the background, then shows the endpoint. If that fails, what served before serves
    /// on; where nothing did, the endpoint says why. It is due again 30 seconds later.
    void bring_up(const EndpointRecord& endpoint, const RevisionConfig& config, Extent extent);

    /// Ids of the endpoints that could not be brought up and are due again; they are forgotten.
    std::vector<std::string> take_due();

    /// Unloads what may be and was not used for `idle_time`.
    void unload_idle(std::chrono::seconds idle_time);

    /// Whether nothing is being brought up any more, after waiting for that at most this long.
    bool wait_until_settled(std::chrono::milliseconds time);

private:
    struct Task {
        EndpointRecord endpoint;
        RevisionConfig config;
        Extent extent = Extent::needed;
    };
    using Model = std::shared_ptr<const ServedModel>;
    using Waking = std::map<const EntityRuntime*, std::shared_future<Model>>;

    std::shared_future<Model> start_waking(const LiveEntity& entity);
    Model load_for(const LiveEntity& entity);
    void carry_out(const Task& task) noexcept;
    void load_and_show(const Task& task);
    void show_trouble(const Task& task, const std::string& reason);
    void try_later(const Task& task, std::chrono::seconds delay);
    void finish_one();

    ModelRegistry& registry_;
    WarmModels& warm_;
    LiveTable& live_;
    Publisher& publisher_;
    const Clock& clock_;
    Guarded<Waking> waking_;
    Guarded<std::map<std::string, Timestamp>> later_;  ///< when which endpoint is due
    std::mutex mutex_;
    std::condition_variable settled_;
    std::size_t under_way_ = 0;
    DrainedExecutor loading_pool_;  // last: its destructor waits for work that uses the rest
};

}  // namespace ontos
