// How channels and the outbox are kept.
#include "monitor/notifications/notifications_store.hpp"

#include <fmt/format.h>

namespace ontos::notifications_store {
namespace {

constexpr std::string_view delivery_columns =
    "select id, alert_id, name, alert_type, event, message, channel, state, attempts, created_at, "
    "next_attempt_at, "
    "finished_at, last_error from notification_outbox ";
constexpr std::string_view channel_columns =
    "select id, name, type, url, address, routing_key, secrets, created_at, created_by, "
    "updated_at from notification_channels ";

std::string with(std::string_view columns, std::string_view rest) {
    return std::string{columns} + std::string{rest};
}

}  // namespace

void insert_delivery(sql::Transaction& tx, const NewDelivery& delivery) {
    const auto state = delivery.dead_because.empty() ? DeliveryState::queued : DeliveryState::dead;
    tx.run(
        "insert into notification_outbox (id, alert_id, event, channel, target, destination, "
        "notice, state, attempts, created_at, sequence, next_attempt_at, finished_at, last_error, "
        "name, alert_type, message) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, "
        "case when cast($8 as text) = 'queued' then cast($9 as bigint) end, "
        "case when cast($8 as text) = 'dead' then cast($9 as bigint) end, $11, $12, $13, $14) "
        "on conflict (id) do nothing",
        delivery.id, delivery.notice.alert_id, delivery.notice.event, delivery.channel,
        Channels{{delivery.target}}, delivery.destination, delivery.notice, state,
        delivery.created_at, delivery.notice.sequence, delivery.dead_because, delivery.notice.name,
        delivery.notice.alert_type, delivery.notice.message);
}

std::int64_t count_queued(sql::Transaction& tx, std::int64_t limit) {
    return *tx.value<std::int64_t>(
        "select count(*) from (select 1 from notification_outbox where state = 'queued' "
        "limit $1) as queued",
        limit);
}

std::vector<Delivery> list_deliveries(sql::Transaction& tx, const DeliveriesWanted& wanted) {
    // What is not asked for is no condition, so that the index of what is asked for is taken.
    const auto sql = fmt::format(
        "{}where {} and {} and {} order by created_at desc, id desc limit $5", delivery_columns,
        wanted.alert_id ? "alert_id = $1" : "cast($1 as text) is null",
        wanted.state ? "state = $2" : "cast($2 as text) is null",
        wanted.after ? "(created_at < $3 or (created_at = $3 and id < $4))"
                     : "cast($3 as bigint) is null and cast($4 as text) is null");
    std::optional<Timestamp> created_at;
    std::optional<std::string> id;
    if (wanted.after) {
        created_at = wanted.after->created_at;
        id = wanted.after->id;
    }
    return tx.rows<Delivery>(sql, wanted.alert_id, wanted.state, created_at, id, wanted.limit);
}

std::optional<Delivery> find_delivery(sql::Transaction& tx, const std::string& id) {
    return tx.row<Delivery>(with(delivery_columns, "where id = $1"), id);
}

std::vector<DeliveryAttempt> last_attempts(sql::Transaction& tx, const std::string& id) {
    auto attempts = tx.rows<DeliveryAttempt>(
        "select number, started_at, duration_ms, status, error from notification_attempts "
        "where delivery_id = $1 order by number desc limit 10",
        id);
    return {attempts.rbegin(), attempts.rend()};
}

void queue_again(sql::Transaction& tx, const std::string& id, Timestamp now) {
    tx.run(
        "update notification_outbox set state = 'queued', attempts = 0, next_attempt_at = $2, "
        "finished_at = null where id = $1",
        id, now);
}

void forgive_destination_of(sql::Transaction& tx, const std::string& delivery_id) {
    tx.run(
        "delete from notification_destinations where destination = "
        "(select destination from notification_outbox where id = $1)",
        delivery_id);
}

void forgive_destination(sql::Transaction& tx, const std::string& destination) {
    tx.run("delete from notification_destinations where destination = $1", destination);
}

std::optional<std::string> disabled_because(sql::Transaction& tx, const std::string& destination) {
    return tx.value<std::string>(
        "select reason from notification_destinations where destination = $1 "
        "and disabled_at is not null",
        destination);
}

void insert_channel(sql::Transaction& tx, const SavedChannel& channel) {
    tx.insert("notification_channels", channel);
}

void update_channel(sql::Transaction& tx, const SavedChannel& channel) {
    tx.run(
        "update notification_channels set type = $2, url = $3, address = $4, routing_key = $5, "
        "secrets = $6, updated_at = $7 where id = $1",
        channel.id, channel.type, channel.url, channel.address, channel.routing_key,
        channel.secrets, channel.updated_at);
}

void delete_channel(sql::Transaction& tx, const std::string& id) {
    tx.run("delete from notification_channels where id = $1", id);
}

std::int64_t count_channels(sql::Transaction& tx) {
    return *tx.value<std::int64_t>("select count(*) from notification_channels");
}

std::vector<SavedChannel> list_channels(sql::Transaction& tx, const std::string& after, int limit) {
    return tx.rows<SavedChannel>(with(channel_columns, "where name > $1 order by name limit $2"),
                                 after, limit);
}

std::optional<SavedChannel> find_channel(sql::Transaction& tx, const std::string& id_or_name) {
    return tx.row<SavedChannel>(
        with(channel_columns, "where id = $1 or name = $1 order by (id = $1) desc"), id_or_name);
}

}  // namespace ontos::notifications_store
