#pragma once
// How alerts and their timelines are kept.

#include "monitor/alerts/alert_event.hpp"
#include "platform/sql/database.hpp"

namespace ontos::alerts_store {

/// What a list shows.
struct Filter {
    std::optional<std::string> endpoint_id{};
    std::optional<AlertStatus> status{};
    std::optional<AlertType> alert_type{};
    std::string before{};  ///< an id: only older alerts; empty: from the newest
    std::int64_t limit = 1000;
};

/// How a saved channel can be named.
struct ChannelNames {
    std::string id, name;
};

/// Newest first.
std::vector<Alert> list(sql::Transaction& tx, const Filter& filter);
std::optional<Alert> find(sql::Transaction& tx, const std::string& id);
std::vector<Alert> list_of_endpoint(sql::Transaction& tx, const std::string& endpoint_id);
/// Of live endpoints, whose channels name a saved one by its id or its name.
std::vector<Alert> list_naming(sql::Transaction& tx, const ChannelNames& names);
/// Whose inhibited_by names the alert.
std::vector<Alert> list_inhibited_by(sql::Transaction& tx, const std::string& id);
/// That are evaluated and have not been for the window that ends at `until`; in order of endpoint.
std::vector<Alert> list_due(sql::Transaction& tx, Timestamp until);
/// That are not resolved though their endpoint is deleted.
std::vector<Alert> list_orphans(sql::Transaction& tx);
std::vector<std::string> list_firing(sql::Transaction& tx);
std::int64_t count(sql::Transaction& tx);

struct StateCount {
    AlertState state = AlertState::inactive;
    std::int64_t alerts = 0;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&StateCount::state>("State."),
                          api::field<&StateCount::alerts>("How many.")};
    }
};
/// Of those that are enabled.
std::vector<StateCount> count_by_state(sql::Transaction& tx);
/// The oldest evaluation of an enabled alert; nullopt if there is none.
std::optional<Timestamp> oldest_evaluation(sql::Transaction& tx);

void insert(sql::Transaction& tx, const AlertRecord& record);
/// Everything. False if the stored revision is not `revision`.
bool update(sql::Transaction& tx, const AlertRecord& record, std::int64_t revision);
/// With its timeline.
void remove(sql::Transaction& tx, const std::string& id);

void insert_event(sql::Transaction& tx, const AlertEvent& event);
/// Newest first, older than the event `before` (an id; empty: from the newest).
std::vector<AlertEvent> list_events(sql::Transaction& tx, const std::string& alert_id,
                                    const std::string& before, std::int64_t limit);
/// Of all alerts, that happened at this time or later; the oldest first.
std::vector<AlertEvent> list_events_since(sql::Transaction& tx, Timestamp since,
                                          std::int64_t limit);
/// Older ones, and of each alert those above `events_max`.
void forget_events(sql::Transaction& tx, Timestamp before, std::int64_t events_max);

}  // namespace ontos::alerts_store
