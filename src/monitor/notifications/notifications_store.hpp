#pragma once
// How channels and the outbox are kept.

#include <span>

#include "monitor/notifications/model.hpp"
#include "platform/sql/database.hpp"

namespace ontos::notifications_store {

/// A delivery as it is written.
struct NewDelivery {
    std::string id;
    Notice notice;
    std::string channel;  ///< as it is shown
    ChannelEntry target;  ///< as it is used
    std::string destination;
    Timestamp created_at{};
    std::string dead_because;  ///< empty: it is queued
};
/// Nothing if the id is there.
void insert_delivery(sql::Transaction& tx, const NewDelivery& delivery);

/// At most `limit` are counted.
std::int64_t count_queued(sql::Transaction& tx, std::int64_t limit);

/// Of an alert, newest first, without attempts. `after` is what came last on the page before.
struct DeliveriesAfter {
    Timestamp created_at{};
    std::string id;
};
std::vector<Delivery> list_deliveries(sql::Transaction& tx, const std::string& alert_id,
                                      const std::optional<DeliveriesAfter>& after, int limit);
std::optional<Delivery> find_delivery(sql::Transaction& tx, const std::string& id);
/// The last ten, oldest first.
std::vector<DeliveryAttempt> last_attempts(sql::Transaction& tx, const std::string& id);
/// Makes it new: it is tried at `now`, and as often as at first.
void queue_again(sql::Transaction& tx, const std::string& id, Timestamp now);
/// What is known against the destination of this delivery.
void forgive_destination_of(sql::Transaction& tx, const std::string& delivery_id);
void forgive_destination(sql::Transaction& tx, const std::string& destination);
/// Why the destination is disabled; nullopt if it is not.
std::optional<std::string> disabled_because(sql::Transaction& tx, const std::string& destination);

void insert_channel(sql::Transaction& tx, const SavedChannel& channel);
void update_channel(sql::Transaction& tx, const SavedChannel& channel);
void delete_channel(sql::Transaction& tx, const std::string& id);
std::int64_t count_channels(sql::Transaction& tx);
/// By name, those behind `after`.
std::vector<SavedChannel> list_channels(sql::Transaction& tx, const std::string& after, int limit);
std::optional<SavedChannel> find_channel(sql::Transaction& tx, const std::string& id_or_name);

}  // namespace ontos::notifications_store
