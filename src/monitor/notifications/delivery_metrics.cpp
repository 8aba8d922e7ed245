// What became of deliveries, for /metrics.
#include "monitor/notifications/delivery_metrics.hpp"

#include <algorithm>

#include "platform/base/logging.hpp"

namespace ontos {
namespace {

constexpr std::array types{ChannelType::webhook,   ChannelType::slack,        ChannelType::teams,
                           ChannelType::pagerduty, ChannelType::alertmanager, ChannelType::email};

void write_counter(PrometheusText& out, std::string_view name, std::string_view help,
                   const DeliveryCounts& counts, std::uint64_t DeliveryCounts::OfType::*member) {
    out.family(name, PrometheusText::Type::counter, help);
    for (const auto type : types)
        out.sample({{"channel_type", api::to_text(type)}},
                   counts.by_type.at(static_cast<std::size_t>(type)).*member);
}

void write_states(PrometheusText& out, sql::Database& database) {
    std::vector<notifications_store::StateCount> by_state;
    try {
        by_state = database.read(
            [](sql::Transaction& tx) { return notifications_store::count_by_state(tx); });
    } catch (const Failure& failure) {
        log_warning("the outbox could not be counted", {{"cause", failure.message()}});
        return;  // the other metrics are all the more wanted now
    }
    out.family("ontos_notifications", PrometheusText::Type::gauge,
               "Deliveries in the outbox by state.");
    for (const auto state :
         {DeliveryState::queued, DeliveryState::delivered, DeliveryState::dead}) {
        const auto found =
            std::ranges::find(by_state, state, &notifications_store::StateCount::state);
        const auto deliveries = found == by_state.end() ? 0 : found->deliveries;
        out.sample({{"state", api::to_text(state)}}, static_cast<std::uint64_t>(deliveries));
    }
}

}  // namespace

void write_delivery_metrics(PrometheusText& out, const DeliveryCounts& counts,
                            sql::Database& database) {
    using OfType = DeliveryCounts::OfType;
    write_counter(out, "ontos_notifications_delivered_total", "Notices that a receiver took.",
                  counts, &OfType::delivered);
    write_counter(out, "ontos_notification_attempts_failed_total", "Attempts that failed.", counts,
                  &OfType::failed_attempts);
    write_counter(out, "ontos_notifications_dead_total",
                  "Notices that waited, and were given up; `deleted`: their channel is gone.",
                  counts, &OfType::dead);
    out.sample({{"channel_type", "deleted"}}, counts.dead_without_channel);
    write_states(out, database);
}

}  // namespace ontos
