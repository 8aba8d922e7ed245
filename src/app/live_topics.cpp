// What the event stream tells of: how each topic is collected.
#include "app/live_topics.hpp"

#include <map>
#include <set>

#include "improve/feedback/feedback_store.hpp"
#include "monitor/alerts/alerts_store.hpp"
#include "platform/api/json_write.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr std::size_t endpoints_max = 100;  ///< in one event

json::value entity_json(const LiveEntity& entity) {
    return {{"served_entity", entity.name},
            {"model_name", entity.version.full_name},
            {"model_version", entity.version.version},
            {"traffic_percentage", (entity.bucket_to - entity.bucket_from) / 100.0}};
}

json::value endpoint_json(const LiveEndpoint& endpoint) {
    json::array entities;
    for (const auto& entity : endpoint.entities) entities.push_back(entity_json(entity));
    return {
        {"endpoint_id", endpoint.id.text},  {"endpoint_name", endpoint.name},
        {"revision", endpoint.revision},    {"is_ready", endpoint.is_ready || endpoint.is_external},
        {"state", endpoint.state_sentence}, {"served_entities", std::move(entities)}};
}

/// Remembers what was told.
class EndpointChanges {
public:
    explicit EndpointChanges(const Endpoints& endpoints) : endpoints_{&endpoints} {}

    json::array collect() {
        json::array out;
        auto gone = std::exchange(told_, {});
        for (const auto& [key, endpoint] : endpoints_->table().get()->by_key) {
            if (key != endpoint->id.text) continue;
            auto state = endpoint_json(*endpoint);
            auto text = api::to_json_text(state);
            const auto before = gone.extract(key);
            const bool is_told = before && before.mapped() == text;
            if (!is_told && out.size() == endpoints_max) continue;
            if (!is_told) out.push_back(std::move(state));
            told_.emplace(key, std::move(text));
        }
        for (const auto& [id, text] : gone)
            out.push_back({{"endpoint_id", id}, {"is_deleted", true}});
        return out;
    }

private:
    const Endpoints* endpoints_;
    std::map<std::string, std::string> told_;  ///< by id
};

/// Remembers how many requests each endpoint had.
class MetricsChanges {
public:
    MetricsChanges(Metrics& metrics, MetricsQueries& queries)
        : metrics_{&metrics}, queries_{&queries} {}

    json::array collect() {
        json::array out;
        for (const auto& id : changed()) {
            if (out.size() == endpoints_max) break;
            if (auto numbers = realtime(id)) out.push_back(std::move(*numbers));
        }
        return out;
    }

private:
    std::set<std::string> changed() {
        std::map<std::string, std::uint64_t> requests;
        for (const auto& total : metrics_->totals())
            requests[total.series.endpoint_id] += total.counts.total_requests();
        std::set<std::string> out;
        for (const auto& [id, count] : requests)
            if (std::exchange(requests_[id], count) != count) out.insert(id);
        return out;
    }

    std::optional<json::value> realtime(const std::string& endpoint_id) {
        try {
            return api::to_json(queries_->show_realtime({{endpoint_id}}, {{.minutes = 1}}));
        } catch (const Failure& failure) {
            if (failure.kind() != FailureKind::not_found) throw;
            return std::nullopt;
        }
    }

    Metrics* metrics_;
    MetricsQueries* queries_;
    std::map<std::string, std::uint64_t> requests_;
};

/// Remembers which events were told. Servers' clocks may differ by some seconds, so that events may
/// come late.
class AlertEvents {
public:
    AlertEvents(sql::Database& database, const Clock& clock)
        : database_{&database}, since_{clock.now()} {}

    json::array collect() {
        const auto events = database_->read([&](sql::Transaction& tx) {
            return alerts_store::list_events_since(tx, since_, events_max);
        });
        json::array out;
        std::set<std::string> told;
        for (const auto& event : events) {
            if (!told_.contains(event.id)) out.push_back(api::to_json(event));
            told.insert(event.id);
        }
        if (!events.empty()) since_ = std::max(since_, events.back().occurred_at - lateness);
        told_ = std::move(told);
        return out;
    }

private:
    static constexpr std::int64_t events_max = 1000;
    static constexpr auto lateness = 5s;

    sql::Database* database_;
    Timestamp since_;
    std::set<std::string> told_;  ///< ids of those since then
};

/// Remembers which items were told. They may be written some time after their ids were made.
class NewFeedbackItems {
public:
    NewFeedbackItems(sql::Database& database, const Clock& clock)
        : database_{&database}, since_{clock.now()} {}

    json::array collect() {
        const auto items = database_->read([&](sql::Transaction& tx) {
            return feedback_store::since(tx, id_place(since_), items_max + std::ssize(told_));
        });
        json::array out;
        std::set<std::string> told;
        for (const auto& item : items) {
            if (!told_.contains(item.id)) out.push_back(api::to_json(item));
            told.insert(item.id);
        }
        if (!items.empty()) since_ = std::max(since_, items.back().created_at - lateness);
        told_ = std::move(told);
        return out;
    }

private:
    static constexpr std::int64_t items_max = 100;
    static constexpr auto lateness = 5s;

    sql::Database* database_;
    Timestamp since_;
    std::set<std::string> told_;  ///< ids of those since then
};

/// Remembers the newest that was told.
class NewestRequests {
public:
    explicit NewestRequests(RequestQueries& requests) : requests_{&requests} {}

    json::array collect() {
        RequestsQuery newest;
        newest.limit = requests_max;
        const auto page = requests_->list_requests({std::move(newest)});
        json::array out;
        for (const auto& request : page.items) {
            if (request.id == newest_) break;
            out.push_back(api::to_json(request));
        }
        if (!page.items.empty()) newest_ = page.items.front().id;
        return out;
    }

private:
    static constexpr int requests_max = 20;

    RequestQueries* requests_;
    std::string newest_;
};

}  // namespace

LiveTopic alerts_topic(sql::Database& database, const Clock& clock) {
    return {"alerts", api::Right::monitor_read, 1s,
            [events = AlertEvents{database, clock}]() mutable { return events.collect(); }};
}

LiveTopic feedback_topic(sql::Database& database, const Clock& clock) {
    return {"feedback", api::Right::improve_read, 1s,
            [items = NewFeedbackItems{database, clock}]() mutable { return items.collect(); }};
}

LiveTopic requests_topic(RequestQueries& requests) {
    return {"requests", api::Right::monitor_read, 1s,
            [newest = NewestRequests{requests}]() mutable { return newest.collect(); }};
}

LiveTopic metrics_topic(Metrics& metrics, MetricsQueries& queries) {
    return {"metrics", api::Right::monitor_read, 1s,
            [changes = MetricsChanges{metrics, queries}]() mutable { return changes.collect(); }};
}

LiveTopic endpoints_topic(const Endpoints& endpoints) {
    return {"endpoints", api::Right::deploy_read, 250ms,
            [changes = EndpointChanges{endpoints}]() mutable { return changes.collect(); }};
}

}  // namespace ontos
