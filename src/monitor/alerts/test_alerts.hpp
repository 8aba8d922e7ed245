#pragma once
// Alerts behind their routes, on either database, with requests that tests tell and a clock that
// they move.

#include <gmock/gmock.h>

#include "deploy/endpoints/plan.hpp"
#include "monitor/alerts/alert_evaluator.hpp"
#include "monitor/alerts/alert_lookup.hpp"
#include "monitor/alerts/alerts.hpp"
#include "monitor/alerts/alerts_store.hpp"
#include "monitor/alerts/health.hpp"
#include "monitor/metrics/test_requests.hpp"
#include "monitor/notifications/notifications_routes.hpp"
#include "platform/api/sample_client.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {

class AlertsTest : public sql::DatabaseTest {
protected:
    using Json = boost::json::value;

    void SetUp() override {
        sql::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        start();
        database().write([&](sql::Transaction& tx) {
            auto endpoint =
                new_endpoint(series_.endpoint.text, "iris", "salt", "ann", clock_.now());
            endpoint.status = RegistryStatus::ready;
            insert_endpoint(tx, endpoint);
        });
    }

    /// A server process.
    struct Server {
        Server(sql::Database& database, const Clock& clock, Random& random, const Measures& asked,
               ChannelLimits limits = usual_limits())
            : metrics{database, clock, random},
              notifications{database, clock, random, std::move(limits)},
              journal{notifications, clock, random, "https://ontos.example.com"},
              alerts{{database, clock, random, metrics, notifications, journal, asked}},
              evaluator{{database, clock, random, metrics, journal, asked}},
              health{database, metrics, directory()} {
            notifications.know_alerts_by(ask_alerts());
            mount(router, alerts);
            mount(router, health);
            mount(router, notifications);
        }
        static ChannelLimits usual_limits() {
            const std::vector<std::string> allowed{"127.0.0.1"};
            return {.guard = AddressGuard{allowed}, .has_smtp = true};
        }
        static EndpointDirectory directory() {
            const EndpointInfo iris{TestSeries{}.endpoint, "iris", "1", 0};
            return {.find = [iris](std::string_view reference) -> std::optional<EndpointInfo> {
                        if (reference != "iris" && reference != iris.id.text) return std::nullopt;
                        return iris;
                    },
                    .list = [iris] { return std::vector{iris}; }};
        }

        Metrics metrics;
        Notifications notifications;
        AlertJournal journal;
        Alerts alerts;
        AlertEvaluator evaluator;
        Health health;
        api::Router router;
    };

    std::unique_ptr<Server> new_server() {
        return std::make_unique<Server>(database(), clock_, random_, asked_);
    }
    /// What a restart does: what was told but not flushed is lost.
    void start() {
        server_.reset();
        server_ = new_server();
    }

    api::Reply send(const std::string& method, const std::string& target,
                    const std::string& body = {}, api::HeaderList headers = {}) {
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        return api::sample::send(server_->router, {.method = method,
                                                   .target = "/api/v1/monitoring" + target,
                                                   .body = body,
                                                   .headers = std::move(headers)});
    }
    Json get(const std::string& target) {
        const auto reply = send("GET", target);
        EXPECT_EQ(reply.status, 200) << reply.body;
        return boost::json::parse(reply.body);
    }
    static std::string text(const Json& value) {
        return value.is_string() ? std::string{value.as_string()} : boost::json::serialize(value);
    }

    /// Of the endpoint iris, told to a webhook, with what `more` says; its id.
    std::string create(const std::string& more) {
        const auto reply = send("POST", "/alerts",
                                R"({"endpoint_id": "iris", "notification_channels": )"
                                R"(["https://hooks.example.com/x"], )" +
                                    more + "}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return text(boost::json::parse(reply.body).at("id"));
    }
    std::string create_error_alert(const std::string& more = {}) {
        return create(R"("alert_type": "error_rate", "threshold": 0.1, "condition": "gt")" + more);
    }
    Json alert(const std::string& id) { return get("/alerts/" + id); }
    std::string state(const std::string& id) { return text(alert(id).at("state")); }

    void requests(int count, int status,
                  std::chrono::nanoseconds time = std::chrono::milliseconds{5}) {
        for (int i = 0; i < count; ++i) series_.tell(server_->metrics, status, time);
        server_->metrics.flush();
    }
    /// Evaluations every 10 seconds, for so long.
    void evaluate(std::chrono::seconds time = std::chrono::seconds{10}) {
        for (; time.count() > 0; time -= std::chrono::seconds{10}) {
            clock_.advance(std::chrono::seconds{10});
            server_->metrics.flush();
            server_->evaluator.step();
        }
    }
    /// The events of the outbox, oldest first.
    std::vector<std::string> told(const std::string& id) {
        const auto found = database().read([&](sql::Transaction& tx) {
            return tx.table(
                "select event from notification_outbox where alert_id = $1 "
                "order by created_at, sequence",
                id);
        });
        std::vector<std::string> told_events;
        for (const auto& row : found.rows) told_events.push_back(std::get<std::string>(row[0]));
        return told_events;
    }
    /// Oldest first.
    std::vector<std::string> events(const std::string& id) {
        std::vector<std::string> kinds;
        const auto page = get("/alerts/" + id + "/events");
        for (const auto& event : page.at("items").as_array())
            kinds.insert(kinds.begin(), text(event.at("event")));
        return kinds;
    }
    std::int64_t rows(const std::string& table) {
        return database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>("select count(*) from " + table).value_or(-1);
        });
    }

    ManualClock clock_{*parse_rfc3339("2026-03-02T12:00:03Z")};
    SeededRandom random_{1};
    TestSeries series_;
    Measures asked_;
    std::unique_ptr<Server> server_;
};

}  // namespace ontos
