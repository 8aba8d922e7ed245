#pragma once
// How channels and the outbox are kept.

#include <span>

#include "monitor/notifications/model.hpp"
#include "platform/api/page_cursor.hpp"
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

/// Newest first, without attempts. `after` is what came last on the page before.
struct DeliveriesWanted {
    std::optional<std::string> alert_id{};
    std::optional<DeliveryState> state{};
    std::optional<api::PageCursor> after{};
    int limit = 0;
};
std::vector<Delivery> list_deliveries(sql::Transaction& tx, const DeliveriesWanted& wanted);
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

/// A delivery to be tried now. `attempts` is how many there were.
struct DueDelivery {
    std::string id, alert_id, destination;
    Channels target;
    Notice notice;
    std::int64_t attempts = 0;

    static constexpr auto fields(auto...) {
        using T = DueDelivery;
        return std::array{api::field<&T::id>("Identifier."),
                          api::field<&T::alert_id>("The alert."),
                          api::field<&T::destination>("What is called."),
                          api::field<&T::target>("The channel, as it was said."),
                          api::field<&T::notice>("What is told."),
                          api::field<&T::attempts>("How often it was tried.")};
    }
};
bool has_due(sql::Transaction& tx, Timestamp now);
/// At most `of_one` for each destination, oldest first; none behind one of the same alert and
/// destination that still waits (tests hold up nothing and wait for nothing), nor to a destination
/// whose breaker is open.
std::vector<DueDelivery> due_deliveries(sql::Transaction& tx, Timestamp now, int of_one, int limit);
/// False if it is no longer queued.
bool is_queued(sql::Transaction& tx, const std::string& id);

/// Adds to the log, under the next number.
void insert_attempt(sql::Transaction& tx, const std::string& delivery_id,
                    const DeliveryAttempt& attempt);
void set_delivered(sql::Transaction& tx, const std::string& id, Timestamp now);
void set_dead(sql::Transaction& tx, const std::string& id, const std::string& error, Timestamp now);
void set_next_attempt(sql::Transaction& tx, const std::string& id, const std::string& error,
                      Timestamp at);

/// One more failure in a row; how many that are.
std::int64_t count_failure(sql::Transaction& tx, const std::string& destination,
                           const std::string& reason);
void open_breaker(sql::Transaction& tx, const std::string& destination, Timestamp until);
/// Nothing more is sent there; what is queued is dead: so many.
std::int64_t disable_destination(sql::Transaction& tx, const std::string& destination,
                                 const std::string& reason, Timestamp now);

/// Removes what was finished before, and the oldest finished above `kept_max`: false if there is
/// nothing (more).
bool forget_finished(sql::Transaction& tx, Timestamp before, std::int64_t kept_max);

/// How many deliveries are in each state.
struct StateCount {
    DeliveryState state = DeliveryState::queued;
    std::int64_t deliveries = 0;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&StateCount::state>("State."),
                          api::field<&StateCount::deliveries>("How many.")};
    }
};
std::vector<StateCount> count_by_state(sql::Transaction& tx);

void insert_channel(sql::Transaction& tx, const SavedChannel& channel);
void update_channel(sql::Transaction& tx, const SavedChannel& channel);
void delete_channel(sql::Transaction& tx, const std::string& id);
std::int64_t count_channels(sql::Transaction& tx);
/// By name, those behind `after`.
std::vector<SavedChannel> list_channels(sql::Transaction& tx, const std::string& after, int limit);
std::optional<SavedChannel> find_channel(sql::Transaction& tx, const std::string& id_or_name);

}  // namespace ontos::notifications_store
