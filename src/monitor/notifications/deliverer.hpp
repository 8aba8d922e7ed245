#pragma once
// Delivery: one server takes what is due from the outbox and sends it until it is taken.

#include <array>
#include <set>

#include "monitor/notifications/notifications_store.hpp"
#include "platform/base/guarded.hpp"
#include "platform/sql/lease.hpp"
#include "platform/tasks/executor.hpp"

namespace ontos {

/// How an attempt ended.
struct Outcome {
    std::optional<int> status;  ///< of HTTP, or a reply code of SMTP
    std::string error;          ///< empty: it was taken
    std::optional<std::chrono::seconds> retry_after;
    bool is_gone = false;       ///< 410: never again
    bool is_cancelled = false;  ///< by us, at the end: it does not count
};

/// One attempt, made under this id at this time. Called on the pool's threads.
using SendNotice = std::function<Outcome(const Channel& channel, const Notice& notice,
                                         const std::string& id, Timestamp now)>;

/// What became of attempts since the process began, by channel type.
struct DeliveryCounts {
    struct OfType {
        std::uint64_t delivered = 0, failed_attempts = 0, dead = 0;
    };
    std::array<OfType, 6> by_type{};         ///< in the order of ChannelType
    std::uint64_t dead_without_channel = 0;  ///< the saved channel was deleted
};

/// At-least-once: an attempt that a crash cuts off is made again under the same id. Notices of one
/// alert reach one destination in their order. A destination that fails again and again is left
/// alone for a while (circuit breaker), so that it holds up nobody. Thread safe.
class Deliverer {
public:
    /// Of the n-th attempt: how long after the one before (Standard Webhooks, without jitter).
    static constexpr std::array<std::chrono::seconds, 10> schedule{
        std::chrono::seconds{0},  std::chrono::seconds{5}, std::chrono::minutes{5},
        std::chrono::minutes{30}, std::chrono::hours{2},   std::chrono::hours{5},
        std::chrono::hours{10},   std::chrono::hours{14},  std::chrono::hours{20},
        std::chrono::hours{24}};
    /// The breaker opens at so many failures in a row, for so long, then for twice as long, ...
    static constexpr int breaker_failures = 5;
    static constexpr std::chrono::seconds breaker_first{30}, breaker_longest{3'600};
    static constexpr std::chrono::hours retry_after_longest{24};
    /// What is finished is kept so long, but at most so much of it.
    static constexpr std::chrono::hours kept{30 * 24};
    static constexpr std::int64_t kept_max = 100'000;

    Deliverer(sql::Database& database, const Clock& clock, Random& random, Executor& pool,
              SendNotice send);

    /// Hands what is due to the pool: called each second. Does nothing while another server does.
    void step();
    /// Removes what was finished long ago: called each minute.
    void forget();
    /// Lets another server go on; nothing is under way any more.
    void release() { lease_.release(); }

    DeliveryCounts counts() const;

private:
    using Batch = std::vector<notifications_store::DueDelivery>;

    void deliver_batch(const Batch& batch, std::int64_t token);
    /// Whether the next of the batch may be tried.
    bool deliver(const notifications_store::DueDelivery& due, std::int64_t token);
    /// How many deliveries were given up by it: also those that waited for the same receiver.
    std::int64_t record(const notifications_store::DueDelivery& due, const DeliveryAttempt& attempt,
                        const Outcome& outcome, std::int64_t token);
    Timestamp next_attempt(std::int64_t attempts, const Outcome& outcome, Timestamp now);
    void count(ChannelType type, const Outcome& outcome, std::int64_t dead);

    sql::Database& database_;
    const Clock& clock_;
    Random& random_;
    Executor& pool_;
    const SendNotice send_;
    sql::Lease lease_;
    Guarded<std::set<std::string>> under_way_;  ///< destinations
    Guarded<DeliveryCounts> counts_;
};

}  // namespace ontos
