// Delivery: one server takes what is due from the outbox and sends it until it is taken.
#include "monitor/notifications/deliverer.hpp"

#include <algorithm>

#include "monitor/notifications/saved_channel.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

namespace store = notifications_store;
using store::DueDelivery;

constexpr std::string_view lease_name = "deliver notifications";
/// So many in a row go to one destination, and so many are read at once.
constexpr int of_one_destination = 16, of_one_step = 256;

/// The channel as it is now; nullopt if a saved one is gone.
std::optional<Channel> channel_of(sql::Transaction& tx, const DueDelivery& due) {
    const auto& entry = due.target.items.front();
    if (auto said = entry.channel_said()) return said;
    if (const auto saved = store::find_channel(tx, entry.text)) return channel_of(*saved);
    return std::nullopt;
}

std::chrono::seconds breaker_time(std::int64_t failures) {
    const auto doublings = std::min<std::int64_t>(failures - Deliverer::breaker_failures, 10);
    return std::min(Deliverer::breaker_first * (1 << doublings), Deliverer::breaker_longest);
}

/// Whether the attempt that is made now is the last of the schedule.
bool is_last(const DueDelivery& due) { return due.attempts + 1 >= std::ssize(Deliverer::schedule); }

std::chrono::milliseconds between(SteadyTime from, SteadyTime to) {
    return std::chrono::ceil<std::chrono::milliseconds>(to - from);
}

}  // namespace

Deliverer::Deliverer(sql::Database& database, const Clock& clock, Random& random, Executor& pool,
                     SendNotice send)
    : database_{database},
      clock_{clock},
      random_{random},
      pool_{pool},
      send_{std::move(send)},
      lease_{database, clock, random, std::string{lease_name}} {}

void Deliverer::step() {
    const auto busy = under_way_.with([](const auto& destinations) { return destinations; });
    const bool is_due =
        database_.read([&](sql::Transaction& tx) { return store::has_due(tx, clock_.now()); });
    if (!is_due && busy.empty()) return;
    const auto token = lease_.acquire();
    if (!token) return;
    const auto due = database_.read([&](sql::Transaction& tx) {
        return store::due_deliveries(tx, clock_.now(), of_one_destination, of_one_step);
    });
    std::map<std::string, Batch> batches;
    for (const auto& delivery : due)
        if (!busy.contains(delivery.destination)) batches[delivery.destination].push_back(delivery);
    for (auto& [destination, batch] : batches) {
        under_way_.with([&](auto& all) { all.insert(destination); });
        const bool is_taken = pool_.try_post(
            [this, batch = std::move(batch), token = *token] { deliver_batch(batch, token); });
        if (!is_taken) under_way_.with([&](auto& all) { all.erase(destination); });
    }
}

void Deliverer::deliver_batch(const Batch& batch, std::int64_t token) {
    try {
        for (const auto& due : batch)
            if (!deliver(due, token)) break;
    } catch (const std::exception& error) {
        // The attempt is not in the outbox: it is made again, under the same id.
        log_warning("a delivery could not be recorded", {{"cause", error.what()}});
    }
    under_way_.with([&](auto& all) { all.erase(batch.front().destination); });
}

bool Deliverer::deliver(const DueDelivery& due, std::int64_t token) {
    const auto [is_queued, channel] = database_.read([&](sql::Transaction& tx) {
        sql::require_token(tx, lease_name, token);
        return std::pair{store::is_queued(tx, due.id), channel_of(tx, due)};
    });
    if (!is_queued) return true;
    DeliveryAttempt attempt{.number = 0,
                            .started_at = clock_.now(),
                            .duration_ms = 0,
                            .status = std::nullopt,
                            .error = {}};
    Outcome outcome;
    const auto began = clock_.steady_now();
    if (channel)
        outcome = send_(*channel, due.notice, due.id, attempt.started_at);
    else
        outcome = {.status = std::nullopt,
                   .error = "The saved channel is not there any more.",
                   .retry_after = std::nullopt,
                   .is_gone = true};
    if (outcome.is_cancelled) return false;
    attempt.duration_ms = between(began, clock_.steady_now()).count();
    attempt.status = outcome.status;
    attempt.error = outcome.error;
    const auto dead = record(due, attempt, outcome, token);
    if (channel)
        count(channel->type, outcome, dead);
    else
        counts_.with(
            [&](auto& counts) { counts.dead_without_channel += static_cast<std::uint64_t>(dead); });
    return outcome.error.empty();
}

Timestamp Deliverer::next_attempt(std::int64_t attempts, const Outcome& outcome, Timestamp now) {
    const auto index = std::min(static_cast<std::size_t>(attempts), schedule.size() - 1);
    const auto share = static_cast<double>(random_.next() >> 11) * 0x1p-53;  // [0, 1)
    const auto delay = std::chrono::duration_cast<std::chrono::microseconds>(schedule[index] *
                                                                             (0.9 + 0.2 * share));
    const auto asked = outcome.retry_after.value_or(std::chrono::seconds{0});
    return now + std::max<std::chrono::microseconds>(delay, asked);
}

std::int64_t Deliverer::record(const DueDelivery& due, const DeliveryAttempt& attempt,
                               const Outcome& outcome, std::int64_t token) {
    const auto now = clock_.now();
    const auto next = next_attempt(due.attempts + 1, outcome, now);
    return database_.write([&](sql::Transaction& tx) -> std::int64_t {
        sql::require_token(tx, lease_name, token);
        store::insert_attempt(tx, due.id, attempt);
        if (outcome.error.empty()) {
            store::set_delivered(tx, due.id, now);
            store::forgive_destination(tx, due.destination);
            return 0;
        }
        const auto failures = store::count_failure(tx, due.destination, outcome.error);
        if (outcome.retry_after)
            store::open_breaker(tx, due.destination, now + *outcome.retry_after);
        else if (failures >= breaker_failures)
            store::open_breaker(tx, due.destination, now + breaker_time(failures));
        if (outcome.is_gone) {
            store::set_dead(tx, due.id, outcome.error, now);
            return 1 + store::disable_destination(tx, due.destination, outcome.error, now);
        }
        if (is_last(due)) {
            store::set_dead(tx, due.id, outcome.error, now);
            return 1;
        }
        store::set_next_attempt(tx, due.id, outcome.error, next);
        return 0;
    });
}

void Deliverer::count(ChannelType type, const Outcome& outcome, std::int64_t dead) {
    counts_.with([&](DeliveryCounts& counts) {
        auto& of_type = counts.by_type.at(static_cast<std::size_t>(type));
        if (outcome.error.empty()) {
            ++of_type.delivered;
            return;
        }
        ++of_type.failed_attempts;
        of_type.dead += static_cast<std::uint64_t>(dead);
    });
}

void Deliverer::forget() {
    const auto before = clock_.now() - kept;
    while (database_.write(
        [&](sql::Transaction& tx) { return store::forget_finished(tx, before, kept_max); })) {
    }
}

DeliveryCounts Deliverer::counts() const {
    return counts_.with([](const DeliveryCounts& counts) { return counts; });
}

}  // namespace ontos
