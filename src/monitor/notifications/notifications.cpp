// Notifications: checked channels, deliveries made and replayed.
#include "monitor/notifications/notifications.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "monitor/notifications/notifications_store.hpp"
#include "monitor/notifications/saved_channel.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

namespace store = notifications_store;

/// As delivery_id makes them.
bool is_delivery_id(std::string_view text) {
    return text.size() == 36 && text.starts_with("msg_") &&
           text.find_first_not_of("0123456789abcdef", 4) == text.npos;
}

void check_saved(sql::Transaction& tx, const std::string& name, const std::string& where,
                 std::vector<Violation>& broken) {
    if (!store::find_channel(tx, name))
        broken.push_back({where,
                          "must be an e-mail address, an https:// URL or the name of a saved "
                          "channel, found \"" +
                              shortened(name) + '"'});
}

}  // namespace

Notifications::Notifications(sql::Database& database, const Clock& clock, Random& random,
                             ChannelLimits limits)
    : database_{database}, clock_{clock}, random_{random}, limits_{std::move(limits)} {}

Channels Notifications::check(sql::Transaction& tx, const Channels& sent, const Channels& before,
                              const std::string& where) const {
    const auto is_new = [&](const ChannelEntry& entry) {
        return std::ranges::find(before.items, entry) == before.items.end();
    };
    Channels out;
    std::vector<Violation> broken;
    for (std::size_t i = 0; i < sent.items.size(); ++i) {
        const auto place = where + '/' + std::to_string(i);
        const auto& entry = out.items.emplace_back(unmasked(sent.items[i], before.items));
        if (!is_new(entry)) continue;
        const auto channel = entry.channel_said();
        if (!channel)
            check_saved(tx, entry.text, place, broken);
        else
            for (auto& violation : check_channel(*channel, limits_, place))
                broken.push_back(entry.text.empty() ? std::move(violation)
                                                    : Violation{place, std::move(violation.what)});
    }
    if (!broken.empty()) throw broken_rules(std::move(broken)).code("invalid_channel");
    for (const auto& entry : out.items)
        if (const auto channel = entry.channel_said(); channel && is_new(entry))
            require_transport(*channel, limits_);
    return out;
}

std::vector<std::string> Notifications::enqueue(sql::Transaction& tx, const Notice& notice,
                                                const Channels& channels) const {
    const bool is_full = store::count_queued(tx, queued_max) >= queued_max;
    std::vector<std::string> ids;
    for (const auto& entry : channels.items) {
        store::NewDelivery delivery{.id = {},
                                    .notice = notice,
                                    .channel = {},
                                    .target = entry,
                                    .destination = {},
                                    .created_at = clock_.now(),
                                    .dead_because = {}};
        if (const auto channel = entry.channel_said()) {
            delivery.channel = shown(*channel);
            delivery.destination = destination_of(*channel);
        } else if (const auto saved = store::find_channel(tx, entry.text)) {
            delivery.channel = saved->name;
            delivery.target = {saved->id, {}};
            delivery.destination = destination_of(*saved);
        } else {
            delivery.channel = delivery.destination = entry.text;
            delivery.dead_because = "The saved channel \"" + entry.text + "\" is not there.";
        }
        if (is_full)
            delivery.dead_because = fmt::format("{} deliveries wait already.", queued_max);
        else if (const auto reason = store::disabled_because(tx, delivery.destination))
            delivery.dead_because = *reason;
        delivery.id = delivery_id(notice, delivery.destination);
        store::insert_delivery(tx, delivery);
        ids.push_back(delivery.id);
    }
    return ids;
}

void Notifications::audit(sql::Transaction& tx, const access::Actor& actor,
                          const access::Change& change) const {
    access::write_audit(tx, clock_.now(), new_id(clock_, random_), actor, change);
}

Delivery Notifications::shown_delivery(sql::Transaction& tx, const std::string& id) const {
    auto delivery = store::find_delivery(tx, id);
    ontos::check(delivery.has_value(), "the delivery was found before");
    delivery->attempt_log = store::last_attempts(tx, id);
    return *delivery;
}

std::vector<Delivery> Notifications::with_attempts(sql::Transaction& tx,
                                                   std::vector<Delivery> deliveries) {
    for (auto& delivery : deliveries) delivery.attempt_log = store::last_attempts(tx, delivery.id);
    return deliveries;
}

DeliveryPage Notifications::page_of(sql::Transaction& tx, const DeliveriesQuery& query) {
    store::DeliveriesWanted wanted{
        .alert_id = query.alert_id, .state = query.state, .limit = query.limit + 1};
    if (query.cursor) wanted.after = api::parse_page_cursor(*query.cursor, is_delivery_id);
    DeliveryPage page{store::list_deliveries(tx, wanted), std::nullopt};
    if (api::cut_page(page.items, query.limit))
        page.next_cursor = api::to_text({page.items.back().created_at, page.items.back().id});
    page.items = with_attempts(tx, std::move(page.items));
    return page;
}

api::Accepted<Delivery> Notifications::replay(sql::Transaction& tx, const Delivery& before,
                                              const access::Actor& actor) const {
    store::queue_again(tx, before.id, clock_.now());
    store::forgive_destination_of(tx, before.id);
    const auto after = shown_delivery(tx, before.id);
    audit(tx, actor,
          {"replay_delivery", "delivery", before.id, api::to_json(before), api::to_json(after)});
    return {after};
}

std::vector<Delivery> Notifications::deliveries_of(sql::Transaction& tx,
                                                   const std::string& alert_id, int limit) const {
    return with_attempts(tx, store::list_deliveries(tx, {.alert_id = alert_id, .limit = limit}));
}

std::optional<SavedChannel> Notifications::saved_channel(sql::Transaction& tx,
                                                         const std::string& name) const {
    return store::find_channel(tx, name);
}

std::vector<std::string> Notifications::signing_webhooks(sql::Transaction& tx) const {
    std::vector<std::string> names;
    for (const auto& channel : store::list_channels(tx, "", channels_max))
        if (channel.type == ChannelType::webhook && !channel.secrets.empty())
            names.push_back(channel.name);
    return names;
}

DeliveryPage Notifications::list_alert_deliveries(const api::Path<AlertPath>& path,
                                                  const api::Query<DeliveryQuery>& query) {
    return database_.read([&](sql::Transaction& tx) {
        auto page = page_of(tx, {path.id, std::nullopt, query.limit, query.cursor});
        if (page.items.empty() && !(ask_alerts_.is_there && ask_alerts_.is_there(tx, path.id)))
            throw Failure{FailureKind::not_found, "Alert not found"};
        return page;
    });
}

api::Accepted<Delivery> Notifications::replay_delivery(const api::Path<DeliveryPath>& path,
                                                       const access::ActorInput& actor,
                                                       const access::Once& once) {
    return once.run(database_, clock_, [&](sql::Transaction& tx) -> api::Accepted<Delivery> {
        const auto before = store::find_delivery(tx, path.delivery_id);
        if (!before || before->alert_id != path.id)
            throw Failure{FailureKind::not_found, fmt::format("The alert {} has no delivery {}.",
                                                              path.id, path.delivery_id)};
        return replay(tx, *before, actor);
    });
}

DeliveryPage Notifications::list_deliveries(const api::Query<DeliveriesQuery>& query) {
    return database_.read([&](sql::Transaction& tx) { return page_of(tx, query); });
}

api::Accepted<Delivery> Notifications::replay_any_delivery(const api::Path<AnyDeliveryPath>& path,
                                                           const access::ActorInput& actor,
                                                           const access::Once& once) {
    return once.run(database_, clock_, [&](sql::Transaction& tx) -> api::Accepted<Delivery> {
        const auto before = store::find_delivery(tx, path.id);
        if (!before)
            throw Failure{FailureKind::not_found,
                          fmt::format("There is no delivery {}.", shortened(path.id))}
                .hint(
                    "GET /api/v1/monitoring/deliveries lists what was sent; what has ended is "
                    "kept for 30 days.");
        return replay(tx, *before, actor);
    });
}

}  // namespace ontos
