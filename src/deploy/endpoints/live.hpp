#pragma once
// The endpoints as the data plane sees them: an immutable table, swapped whole.

#include <atomic>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "deploy/inference/served_model.hpp"
#include "platform/base/guarded.hpp"
#include "platform/base/published.hpp"
#include "platform/tasks/gate.hpp"

namespace ontos {

/// Workload sizes bound how many requests one served entity scores at once.
BOOST_DEFINE_ENUM_CLASS(WorkloadSize, Small, Medium, Large)

/// Where the loaded model of a served entity is, and how busy it is. Shared by all snapshots in
/// which the entity is the same; thread safe.
class EntityRuntime {
public:
    EntityRuntime(Executor& scoring_pool, WorkloadSize size, std::uint32_t series_number);

    /// The model, or null while it is unloaded (scale to zero) or loads.
    std::shared_ptr<const ServedModel> model() const { return model_.get(); }
    void publish(std::shared_ptr<const ServedModel> model) { model_.publish(std::move(model)); }

    Gate gate;                   ///< width by workload size: 4, 16, 64
    const std::uint32_t series;  ///< see PredictionSeen
    std::atomic<std::uint32_t> in_flight{0};
    std::atomic<std::int64_t> last_used_us{0};    ///< UTC microseconds of the newest request
    std::atomic<std::uint32_t> runs_measured{0};  ///< saturating
    std::atomic<std::uint32_t> ns_per_row{0};     ///< moving average of the model's time
    std::atomic<bool> inline_allowed{false};      ///< with hysteresis: see predictions

private:
    Published<ServedModel> model_;
};

struct LiveEntity {
    std::string name;  ///< served entity name
    ModelVersionRef version;
    WorkloadSize workload_size = WorkloadSize::Small;
    bool scale_to_zero = false;
    /// Buckets [bucket_from, bucket_to) of 10,000 go here. The first entity's range is anchored at
    /// 0 and the last one's at 10,000, so that a growing share only moves keys into it.
    int bucket_from = 0, bucket_to = 10'000;
    std::shared_ptr<EntityRuntime> runtime;
};

/// What is limited: calls per renewal period, counted in this process.
class RateLimiter;

struct LiveEndpoint {
    EndpointId id;
    std::string name;
    std::uint64_t revision = 0;
    std::string sticky_by;  ///< "", request_id, user, session, a column, or a /json/pointer
    std::chrono::milliseconds timeout{60'000};
    bool is_ready = false;
    bool is_external = false;          ///< served elsewhere: query is 409 external_endpoint
    ModelVersionRef external_version;  ///< of an external one
    std::string state_sentence;        ///< for 503: why it is not ready
    std::vector<LiveEntity> entities;
    std::shared_ptr<RateLimiter> rate_limiter;  ///< null: no limits
    std::uint32_t series = 0;                   ///< for requests for which no entity was picked
};

/// By id and by lower-case name; both lead to the same endpoint. Deleted ones are not in it.
struct EndpointTable {
    std::unordered_map<std::string, std::shared_ptr<const LiveEndpoint>> by_key;

    std::shared_ptr<const LiveEndpoint> find(std::string_view id_or_name) const;
};

/// What predictions asks the endpoints for.
class EndpointSource {
public:
    virtual ~EndpointSource() = default;
    virtual const Published<EndpointTable>& table() const = 0;
    /// Loads the model of an entity that was scaled to zero, once for all who wait, and returns it.
    /// Blocks until the deadline at most; throws Failure{timeout} or {unavailable}. Never call it
    /// on an I/O thread.
    virtual std::shared_ptr<const ServedModel> wake(const LiveEndpoint& endpoint,
                                                    const LiveEntity& entity,
                                                    SteadyTime deadline) = 0;
};

/// Told after commit, outside locks; a crash may skip it, so each listener reconciles at start.
class EndpointObserver {
public:
    virtual ~EndpointObserver() = default;
    virtual void went_live(const LiveEndpoint& endpoint) = 0;
    virtual void deleted(const EndpointId& id) = 0;
};

}  // namespace ontos
