// Saved channels: made, replaced, tested, deleted.
#include "monitor/notifications/saved_channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "monitor/notifications/notifications.hpp"
#include "monitor/notifications/notifications_store.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

namespace store = notifications_store;

SavedChannel require_channel(sql::Transaction& tx, const std::string& id_or_name) {
    auto found = store::find_channel(tx, id_or_name);
    if (!found)
        throw Failure{FailureKind::not_found,
                      fmt::format("No channel has the id or name \"{}\".", id_or_name)}
            .hint("GET /api/v1/monitoring/channels lists them.");
    return *found;
}

Channel channel_of(const NewChannel& sent) {
    return {sent.type, sent.url, sent.address, sent.routing_key, sent.secrets};
}

void require_valid(const Channel& channel, const ChannelLimits& limits) {
    auto broken = check_channel(channel, limits, "/body");
    if (!broken.empty()) {
        auto message = fmt::format("The channel's {} {}.", broken.front().where.substr(6),
                                   broken.front().what);
        throw Failure{FailureKind::invalid, std::move(message)}
            .code("invalid_channel")
            .violations(std::move(broken));
    }
    require_transport(channel, limits);
}

Notice test_notice(const SavedChannel& saved, const std::string& by, Timestamp now) {
    Notice notice;
    notice.event = NoticeEvent::test;
    notice.alert_id = saved.id;
    notice.name = saved.name;
    notice.severity = AlertSeverity::info;
    notice.message =
        fmt::format("This is a test of the channel {}, asked for by {}.", saved.name, by);
    notice.by = by;
    notice.starts_at = notice.occurred_at = now;
    notice.sequence = 1;
    return notice;
}

void require_unnamed(const SavedChannel& channel, const std::vector<std::string>& alerts) {
    constexpr std::size_t listed_max = 10;
    if (alerts.empty()) return;
    const auto listed = std::span{alerts}.first(std::min(alerts.size(), listed_max));
    throw Failure{FailureKind::conflict,
                  fmt::format("The channel {} is named by {} alert{}: {}{}.", channel.name,
                              alerts.size(), alerts.size() == 1 ? "" : "s", fmt::join(listed, ", "),
                              alerts.size() > listed_max ? ", ..." : "")}
        .code("channel_in_use")
        .hint("PATCH these alerts with other notification_channels, or delete them, first.");
}

}  // namespace

Channel channel_of(const SavedChannel& saved) {
    return {saved.type, saved.url, saved.address, saved.routing_key, saved.secrets};
}

void set_channel(SavedChannel& saved, const Channel& channel) {
    saved.type = channel.type;
    saved.url = channel.url;
    saved.address = channel.address;
    saved.routing_key = channel.routing_key;
    saved.secrets = channel.secrets;
}

SavedChannel masked(SavedChannel saved) {
    set_channel(saved, masked(channel_of(saved)));
    return saved;
}

std::string destination_of(const SavedChannel& saved) { return "channel " + saved.id; }

ChannelPage Notifications::list_channels(const api::Query<ChannelQuery>& query) {
    return database_.read([&](sql::Transaction& tx) {
        ChannelPage page{store::list_channels(tx, query.cursor.value_or(""), query.limit + 1),
                         std::nullopt};
        if (api::cut_page(page.items, query.limit)) page.next_cursor = page.items.back().name;
        for (auto& channel : page.items) channel = masked(channel);
        return page;
    });
}

SavedChannel Notifications::show_channel(const api::Path<ChannelPath>& path) {
    return database_.read(
        [&](sql::Transaction& tx) { return masked(require_channel(tx, path.id)); });
}

api::Upserted<SavedChannel> Notifications::save_channel(const api::Body<NewChannel>& body,
                                                        const access::ActorInput& actor,
                                                        const access::Once& once) {
    const auto id = new_id(clock_, random_);
    return once.run(database_, clock_, [&](sql::Transaction& tx) -> api::Upserted<SavedChannel> {
        const auto before = store::find_channel(tx, body.name);
        auto channel = channel_of(body);
        if (before) channel = unmasked(channel, channel_of(*before));
        require_valid(channel, limits_);
        const auto now = clock_.now();
        SavedChannel after = before.value_or(SavedChannel{});
        if (!before) {
            after.id = id;
            after.name = body.name;
            after.created_at = now;
            after.created_by = actor.name;
        }
        set_channel(after, channel);
        after.updated_at = now;
        if (before) {
            store::update_channel(tx, after);
            store::forgive_destination(tx, destination_of(after));
        } else {
            if (store::count_channels(tx) >= static_cast<std::int64_t>(channels_max))
                throw Failure{
                    FailureKind::conflict,
                    fmt::format("There are {} channels, and no more can be saved.", channels_max)}
                    .code("too_many_channels");
            store::insert_channel(tx, after);
        }
        const auto shown = masked(after);
        audit(tx, actor,
              {"save_channel", "channel", after.id,
               before ? api::to_json(masked(*before)) : api::json::value(nullptr),
               api::to_json(shown)});
        return {shown, !before};
    });
}

void Notifications::delete_channel(const api::Path<ChannelPath>& path,
                                   const api::IfMatch& condition, const access::ActorInput& actor) {
    database_.write([&](sql::Transaction& tx) {
        const auto before = require_channel(tx, path.id);
        condition.require(api::to_json(masked(before)));
        if (ask_alerts_.naming) require_unnamed(before, ask_alerts_.naming(tx, before));
        store::delete_channel(tx, before.id);
        store::forgive_destination(tx, destination_of(before));
        audit(tx, actor,
              {"delete_channel", "channel", before.id, api::to_json(masked(before)), nullptr});
    });
}

api::Accepted<Delivery> Notifications::test_channel(const api::Path<ChannelPath>& path,
                                                    const access::ActorInput& actor,
                                                    const access::Once& once) {
    return once.run(database_, clock_, [&](sql::Transaction& tx) -> api::Accepted<Delivery> {
        const auto saved = require_channel(tx, path.id);
        store::forgive_destination(tx, destination_of(saved));
        const auto ids =
            enqueue(tx, test_notice(saved, actor.name, clock_.now()), Channels{{{saved.id, {}}}});
        return {shown_delivery(tx, ids.front())};
    });
}

DeliveryPage Notifications::list_channel_deliveries(const api::Path<ChannelPath>& path,
                                                    const api::Query<DeliveryQuery>& query) {
    return database_.read([&](sql::Transaction& tx) {
        const auto id = require_channel(tx, path.id).id;
        return page_of(tx, {id, std::nullopt, query.limit, query.cursor});
    });
}

}  // namespace ontos
