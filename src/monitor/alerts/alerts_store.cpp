// How alerts and their timelines are kept.
#include "monitor/alerts/alerts_store.hpp"

#include <algorithm>

#include "platform/sql/update.hpp"

namespace ontos::alerts_store {
namespace {

constexpr std::string_view select_alerts =
    "select a.*, e.endpoint_name, "
    "case when a.state in ('firing', 'recovering') then 1 else 0 end as firing "
    "from monitor_alerts a join endpoints_registry e on e.id = a.endpoint_id ";

std::vector<Alert> alerts(sql::Transaction& tx, std::string_view rest, const auto&... parameters) {
    return tx.rows<Alert>(std::string{select_alerts}.append(rest), parameters...);
}

struct AlertId {
    std::string id;

    static constexpr auto fields(auto...) { return std::array{api::field<&AlertId::id>("Alert.")}; }
};

}  // namespace

std::vector<Alert> list(sql::Transaction& tx, const Filter& filter) {
    return alerts(tx,
                  "where (cast($1 as text) is null or a.endpoint_id = $1) "
                  "and (cast($2 as text) is null or a.status = $2) "
                  "and (cast($3 as text) is null or a.alert_type = $3) "
                  "and ($4 = '' or a.id < $4) order by a.id desc limit $5",
                  filter.endpoint_id, filter.status, filter.alert_type, filter.before,
                  filter.limit);
}

std::optional<Alert> find(sql::Transaction& tx, const std::string& id) {
    auto found = alerts(tx, "where a.id = $1", id);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Alert> list_of_endpoint(sql::Transaction& tx, const std::string& endpoint_id) {
    return alerts(tx, "where a.endpoint_id = $1 order by a.id", endpoint_id);
}

std::vector<Alert> list_naming(sql::Transaction& tx, const ChannelNames& names) {
    const auto quoted = [](const std::string& text) { return "%\"" + text + "\"%"; };
    auto found = alerts(tx,
                        "where e.deleted_at is null and (a.notification_channels like $1 "
                        "or a.notification_channels like $2) order by a.id",
                        quoted(names.id), quoted(names.name));
    // The text may stand elsewhere too, and `_` stands for any character.
    std::erase_if(found, [&](const Alert& alert) {
        return std::ranges::none_of(
            alert.record.rule.notification_channels.items, [&](const ChannelEntry& entry) {
                return !entry.text.empty() && (entry.text == names.id || entry.text == names.name);
            });
    });
    return found;
}

std::vector<Alert> list_inhibited_by(sql::Transaction& tx, const std::string& id) {
    auto found = alerts(tx, "where a.inhibited_by like $1 order by a.id", "%\"" + id + "\"%");
    std::erase_if(found, [&](const Alert& alert) {
        return std::ranges::count(alert.record.rule.inhibited_by, id) == 0;
    });
    return found;
}

std::vector<Alert> list_due(sql::Transaction& tx, Timestamp until) {
    return alerts(tx,
                  "where a.enabled = 1 and e.deleted_at is null "
                  "and (a.evaluated_until is null or a.evaluated_until < $1) "
                  "order by a.endpoint_id, a.id",
                  until);
}

std::vector<Alert> list_orphans(sql::Transaction& tx) {
    return alerts(tx, "where e.deleted_at is not null and a.status <> 'resolved' order by a.id");
}

std::vector<std::string> list_firing(sql::Transaction& tx) {
    std::vector<std::string> ids;
    for (auto& row :
         tx.rows<AlertId>("select id from monitor_alerts where state in ('firing', 'recovering')"))
        ids.push_back(std::move(row.id));
    return ids;
}

std::int64_t count(sql::Transaction& tx) {
    return tx.value<std::int64_t>("select count(*) from monitor_alerts").value();
}

std::vector<StateCount> count_by_state(sql::Transaction& tx) {
    return tx.rows<StateCount>(
        "select state, count(*) as alerts from monitor_alerts where enabled = 1 group by state");
}

std::optional<Timestamp> oldest_evaluation(sql::Transaction& tx) {
    return tx.value<Timestamp>(
        "select min(coalesce(a.last_evaluated_at, a.updated_at)) from monitor_alerts a "
        "join endpoints_registry e on e.id = a.endpoint_id "
        "where a.enabled = 1 and e.deleted_at is null");
}

void insert(sql::Transaction& tx, const AlertRecord& record) {
    tx.insert("monitor_alerts", record);
}

bool update(sql::Transaction& tx, const AlertRecord& record, std::int64_t revision) {
    return sql::update(tx, "monitor_alerts", record, "id = $1 and revision = $2",
                       {record.id, revision}) == 1;
}

void remove(sql::Transaction& tx, const std::string& id) {
    tx.run("delete from alert_events where alert_id = $1", id);
    tx.run("delete from monitor_alerts where id = $1", id);
}

void insert_event(sql::Transaction& tx, const AlertEvent& event) {
    tx.insert("alert_events", event);
}

std::vector<AlertEvent> list_events(sql::Transaction& tx, const std::string& alert_id,
                                    const std::string& before, std::int64_t limit) {
    return tx.rows<AlertEvent>(
        "select * from alert_events where alert_id = $1 and ($2 = '' or id < $2) "
        "order by id desc limit $3",
        alert_id, before, limit);
}

std::vector<AlertEvent> list_events_since(sql::Transaction& tx, Timestamp since,
                                          std::int64_t limit) {
    return tx.rows<AlertEvent>(
        "select * from alert_events where occurred_at >= $1 order by occurred_at, id limit $2",
        since, limit);
}

void forget_events(sql::Transaction& tx, Timestamp before, std::int64_t events_max) {
    tx.run("delete from alert_events where occurred_at < $1", before);
    tx.run(
        "delete from alert_events where id in (select id from (select id, row_number() over "
        "(partition by alert_id order by id desc) as place from alert_events) places "
        "where place > $1)",
        events_max);
}

}  // namespace ontos::alerts_store
