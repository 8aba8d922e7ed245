#pragma once
// Builds the table that the data plane reads, and lets go of what it no longer shows.

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "deploy/endpoints/endpoints_store.hpp"
#include "deploy/endpoints/rate_limiter.hpp"
#include "deploy/endpoints/warm_models.hpp"

namespace ontos {

/// What is to be seen of an endpoint from its generation on.
struct Activation {
    EndpointRecord endpoint;
    std::optional<RevisionConfig> config;  ///< of the revision that serves
    /// By served entity; empty ones are loaded when they are needed.
    std::vector<WarmModel> models;
    std::string trouble;  ///< why it cannot serve though it should; empty: it can
};

/// What a change of the table replaced; null where there was or is nothing.
struct TableSwap {
    std::shared_ptr<const LiveEndpoint> before, after;
};

/// Thread safe. Changes of one endpoint are ordered by the generation of their commit, so that a
/// late one never undoes a newer one.
class LiveTable {
public:
    LiveTable(Executor& scoring_pool, const Clock& clock, std::chrono::milliseconds timeout);

    const Published<EndpointTable>& table() const { return table_; }

    /// Publishes all of them at once, each unless something newer of its endpoint was seen.
    std::vector<TableSwap> apply(const std::vector<Activation>& activations);

    /// The generation of the newest change of the endpoint that was applied; 0: none.
    std::int64_t applied(const std::string& endpoint_id) const;

    /// Takes models that are to be destroyed when nobody uses them any more.
    void retire(std::vector<std::shared_ptr<const ServedModel>> models);

    /// Unloads what left the table some time ago and is not in use; destroys what nobody holds.
    /// Called each second, off the I/O threads.
    void sweep();

    /// How many runtimes and models wait to be let go.
    std::size_t retired_count() const;

private:
    struct Seen {
        std::int64_t generation = 0;
        std::shared_ptr<const LiveEndpoint> endpoint;  ///< null: deleted
        SteadyTime since{};
    };
    struct Series {
        std::uint32_t number = 0, runs = 0, ns_per_row = 0;
    };
    struct RetiredRuntime {
        SteadyTime since;
        std::shared_ptr<EntityRuntime> runtime;
    };

    std::shared_ptr<const LiveEndpoint> build(const Activation& activation,
                                              const LiveEndpoint* before);
    LiveEntity build_entity(const Activation& activation, std::size_t index,
                            const LiveEndpoint* before);
    std::shared_ptr<EntityRuntime> runtime_for(const Activation& activation, std::size_t index,
                                               const LiveEndpoint* before);
    Series& series_of(const std::string& endpoint_id, const std::string& entity,
                      const std::string& version);
    void retire_runtimes(const LiveEndpoint* before, const LiveEndpoint* after);
    void publish(const std::vector<TableSwap>& swaps);
    void retire_model(std::shared_ptr<const ServedModel> model);

    Executor& scoring_pool_;
    const Clock& clock_;
    const std::chrono::milliseconds timeout_;
    Published<EndpointTable> table_;

    mutable std::mutex mutex_;
    std::map<std::string, Seen> seen_;
    std::map<std::string, Series> series_;
    std::vector<RetiredRuntime> retired_runtimes_;
    std::vector<std::shared_ptr<const ServedModel>> retired_models_;
    std::vector<std::shared_ptr<const EndpointTable>> retired_tables_;
};

/// The entity of this name and version, if the endpoint serves it in this size.
const LiveEntity* find_entity(const LiveEndpoint* endpoint, const ServedEntity& entity);

}  // namespace ontos
