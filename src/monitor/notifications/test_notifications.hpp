#pragma once
// Notifications on a fresh database, for tests.

#include <gmock/gmock.h>

#include "monitor/notifications/notifications.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {

inline Channels channels_of(std::string_view json) {
    return api::Codec<Channels>::read(boost::json::parse(json));
}

/// A notice with everything in it.
inline Notice sample_notice(NoticeEvent event = NoticeEvent::firing, std::int64_t sequence = 1) {
    using namespace std::chrono_literals;
    Notice notice;
    notice.event = event;
    notice.alert_id = "0190c0de-0000-7000-8000-000000000001";
    notice.name = "p95 latency of fraud";
    notice.endpoint_id = "0190c0de-0000-7000-8000-000000000002";
    notice.endpoint_name = "fraud";
    notice.alert_type = "latency";
    notice.metric = "p95";
    notice.severity = AlertSeverity::critical;
    notice.message = "p95 latency is 412.5 ms, over 250 ms for 10 minutes.";
    notice.current_value = 412.5;
    notice.threshold = 250;
    notice.condition = "gt";
    notice.unit = "ms";
    notice.sample_count = 1'234;
    notice.window_minutes = 5;
    notice.revision = 7;
    notice.model_version = "3";
    notice.last_deployed_at = Timestamp{1'700'000'000s};
    notice.last_deployed_by = "ana";
    notice.runbook_url = "https://wiki.example.com/latency";
    notice.labels = {{"team", "risk"}};
    notice.links = {{"Metrics", "https://ontos.example.com/monitor/fraud"}};
    notice.starts_at = Timestamp{1'700'000'600s};
    notice.occurred_at = Timestamp{1'700'000'660s};
    if (event == NoticeEvent::resolved) notice.ends_at = notice.occurred_at;
    notice.sequence = sequence;
    return notice;
}

/// A database with notifications in it, a clock that stands still, and everything allowed on
/// loopback.
class NotificationsTest : public sql::DatabaseTest {
protected:
    static ChannelLimits limits() {
        const std::vector<std::string> allowed{"127.0.0.1"};
        return {.guard = AddressGuard{allowed}, .has_smtp = true};
    }

    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        notifications_ = std::make_unique<Notifications>(database(), clock_, random_, limits());
    }

    Notifications& notifications() { return *notifications_; }

    std::vector<std::string> enqueue(const Notice& notice, const Channels& channels) {
        return database().write(
            [&](sql::Transaction& tx) { return notifications().enqueue(tx, notice, channels); });
    }
    std::vector<Delivery> deliveries(const std::string& alert_id) {
        const api::Path<AlertPath> path{{alert_id}};
        return notifications().list_alert_deliveries(path, {}).items;
    }
    std::vector<Delivery> deliveries() { return deliveries(sample_notice().alert_id); }
    Channels checked(const Channels& sent, const Channels& before = {}) {
        return database().read(
            [&](sql::Transaction& tx) { return notifications().check(tx, sent, before); });
    }
    SavedChannel save(const std::string& json) {
        const api::Body<NewChannel> body{api::Codec<NewChannel>::read(boost::json::parse(json)),
                                         {}};
        return notifications().save_channel(body, actor_, {}).value;
    }

    ManualClock clock_{Timestamp{std::chrono::seconds{1'700'001'000}}};
    SeededRandom random_{7};
    const access::ActorInput actor_{{}, {"ana", "request-1"}};

private:
    std::unique_ptr<Notifications> notifications_;
};

}  // namespace ontos
