// Channels checked, deliveries made with the change they tell, replayed, listed.
#include "monitor/notifications/notifications.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "monitor/notifications/notifications_store.hpp"
#include "monitor/notifications/test_notifications.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class TheOutbox : public NotificationsTest {};
INSTANTIATE_TEST_SUITE_P(on, TheOutbox, sql::engines(), sql::engine_name);

TEST_P(TheOutbox, has_one_delivery_for_each_channel) {
    enqueue(sample_notice(), channels_of(R"(["ops@example.com", "https://example.com/hook"])"));
    const auto made = deliveries();
    ASSERT_THAT(made, SizeIs(2));
    for (const auto& delivery : made) {
        EXPECT_EQ(delivery.state, DeliveryState::queued);
        EXPECT_EQ(delivery.next_attempt_at, clock_.now());
        EXPECT_EQ(delivery.event, NoticeEvent::firing);
    }
}

TEST_P(TheOutbox, files_the_same_notice_once_whoever_asks) {
    const auto channels = channels_of(R"(["https://example.com/hook"])");
    std::vector<std::jthread> servers;
    for (int i = 0; i < 8; ++i) servers.emplace_back([&] { enqueue(sample_notice(), channels); });
    servers.clear();
    EXPECT_THAT(deliveries(), SizeIs(1));
}

TEST_P(TheOutbox, tells_notices_apart_by_event_episode_labels_and_sequence) {
    const auto channels = channels_of(R"(["https://example.com/hook"])");
    auto later = sample_notice(), labelled = sample_notice();
    later.starts_at += std::chrono::seconds{1};
    labelled.labels["team"] = "other";
    for (const auto& notice : {sample_notice(), sample_notice(NoticeEvent::resolved),
                               sample_notice(NoticeEvent::firing, 2), later, labelled})
        enqueue(notice, channels);
    EXPECT_THAT(deliveries(), SizeIs(5));
}

TEST_P(TheOutbox, forgets_a_delivery_whose_change_was_rolled_back) {
    enqueue(sample_notice(NoticeEvent::firing, 1), channels_of(R"(["https://example.com/a"])"));
    EXPECT_THROW(database().write([&](sql::Transaction& tx) {
        notifications().enqueue(tx, sample_notice(NoticeEvent::resolved, 2),
                                channels_of(R"(["https://example.com/a"])"));
        throw std::runtime_error{"the change fails"};
    }),
                 std::runtime_error);
    EXPECT_THAT(deliveries(), SizeIs(1));
}

TEST_P(TheOutbox, says_of_a_saved_channel_that_is_gone_that_it_is) {
    save(R"({"name": "ops", "type": "webhook", "url": "https://example.com/hook"})");
    const auto channels = checked(channels_of(R"(["ops"])"));
    notifications().delete_channel({{"ops"}}, {}, actor_);
    enqueue(sample_notice(), channels);
    const auto made = deliveries();
    ASSERT_THAT(made, SizeIs(1));
    EXPECT_EQ(made[0].state, DeliveryState::dead);
    EXPECT_THAT(made[0].last_error, HasSubstr("\"ops\" is not there"));
}

TEST_P(TheOutbox, is_listed_page_by_page) {
    for (int i = 1; i <= 5; ++i) {
        clock_.advance(std::chrono::seconds{i % 2});
        enqueue(sample_notice(NoticeEvent::repeated, i),
                channels_of(R"(["https://example.com/"])"));
    }
    std::vector<std::string> ids;
    api::Query<DeliveryQuery> query{{.limit = 2, .cursor = std::nullopt}};
    for (;;) {
        const auto page =
            notifications().list_alert_deliveries({{sample_notice().alert_id}}, query);
        for (const auto& delivery : page.items) ids.push_back(delivery.id);
        if (!page.next_cursor) break;
        query.cursor = page.next_cursor;
    }
    EXPECT_THAT(std::set<std::string>(ids.begin(), ids.end()), SizeIs(5));
    EXPECT_THAT(ids, SizeIs(5));
    for (const auto* wrong : {"nonsense", "1.2", "1.msg_0"}) {
        query.cursor = wrong;
        EXPECT_THROW(notifications().list_alert_deliveries({{sample_notice().alert_id}}, query),
                     Failure);
    }
}

TEST_P(TheOutbox, is_empty_of_an_alert_that_is_there_and_404_of_others) {
    notifications().know_alerts_by(
        {.is_there = [](sql::Transaction&, const std::string& id) { return id == "known"; },
         .naming = {}});
    EXPECT_THAT(deliveries("known"), SizeIs(0));
    EXPECT_THROW(deliveries("unknown"), Failure);
}

TEST_P(TheOutbox, takes_a_replay_only_under_its_alert) {
    const auto ids = enqueue(sample_notice(), channels_of(R"(["https://example.com/hook"])"));
    EXPECT_THROW(notifications().replay_delivery({{"other", ids[0]}}, actor_, {}), Failure);
    const auto again =
        notifications().replay_delivery({{sample_notice().alert_id, ids[0]}}, actor_, {}).value;
    EXPECT_EQ(again.id, ids[0]);
    EXPECT_EQ(again.state, DeliveryState::queued);
}

TEST_P(TheOutbox, is_listed_whatever_it_tells_by_subject_and_state) {
    auto of_trigger = sample_notice();
    of_trigger.alert_id = "trigger";
    const auto channels = channels_of(R"(["https://example.com/hook"])");
    enqueue(sample_notice(), channels);
    clock_.advance(std::chrono::seconds{1});
    const auto second = enqueue(of_trigger, channels);
    const auto ids_of = [&](const DeliveriesQuery& query) {
        std::vector<std::string> ids;
        for (const auto& delivery : notifications().list_deliveries({query}).items)
            ids.push_back(delivery.id);
        return ids;
    };
    EXPECT_THAT(ids_of({}), SizeIs(2));
    EXPECT_EQ(ids_of({})[0], second[0]);
    EXPECT_THAT(ids_of({.alert_id = "trigger"}), ElementsAre(second[0]));
    EXPECT_THAT(ids_of({.state = DeliveryState::dead}), SizeIs(0));
    database().write([&](sql::Transaction& tx) {
        notifications_store::set_dead(tx, second[0], "gone", clock_.now());
    });
    EXPECT_THAT(ids_of({.state = DeliveryState::dead}), ElementsAre(second[0]));
    EXPECT_THAT(ids_of({.alert_id = "other", .state = DeliveryState::dead}), SizeIs(0));
    const auto page = notifications().list_deliveries({{.limit = 1}});
    EXPECT_THAT(ids_of({.limit = 1, .cursor = page.next_cursor}), SizeIs(1));
    EXPECT_NE(ids_of({.limit = 1, .cursor = page.next_cursor})[0], second[0]);
}

TEST_P(TheOutbox, is_replayed_by_the_deliverys_id_alone) {
    const auto ids = enqueue(sample_notice(), channels_of(R"(["https://example.com/hook"])"));
    database().write([&](sql::Transaction& tx) {
        notifications_store::set_dead(tx, ids[0], "gone", clock_.now());
    });
    EXPECT_EQ(notifications().replay_any_delivery({{ids[0]}}, actor_, {}).value.state,
              DeliveryState::queued);
    EXPECT_THROW(notifications().replay_any_delivery({{"msg_0"}}, actor_, {}), Failure);
}

class ChannelsOfAlerts : public NotificationsTest {
protected:
    std::string failure_of(const Channels& sent) {
        try {
            checked(sent);
        } catch (const Failure& failure) {
            std::string out = failure.code() + ": " + failure.message();
            for (const auto& violation : failure.violations())
                out += '\n' + violation.where + ' ' + violation.what;
            return out;
        }
        return "";
    }
};
INSTANTIATE_TEST_SUITE_P(on, ChannelsOfAlerts, sql::engines(), sql::engine_name);

TEST_P(ChannelsOfAlerts, are_all_judged_at_once) {
    const auto said = failure_of(channels_of(
        R"(["https://10.0.0.1/", "nobody", {"type": "pagerduty"}, "ops@example.com"])"));
    EXPECT_THAT(said, HasSubstr("/body/notification_channels/0 must not point to"));
    EXPECT_THAT(said, HasSubstr("/body/notification_channels/1 must be an e-mail address"));
    EXPECT_THAT(said, HasSubstr("/body/notification_channels/2/routing_key is required"));
}

TEST_P(ChannelsOfAlerts, need_a_mail_server_for_mails) {
    Notifications without{
        database(), clock_, random_, {.guard = AddressGuard{}, .has_smtp = false}};
    try {
        database().read([&](sql::Transaction& tx) {
            without.check(tx, channels_of(R"(["ops@example.com"])"));
        });
        FAIL() << "it was taken";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), "channel_not_configured");
    }
}

TEST_P(ChannelsOfAlerts, may_name_a_saved_one) {
    save(R"({"name": "ops", "type": "email", "address": "ops@example.com"})");
    EXPECT_EQ(failure_of(channels_of(R"(["ops"])")), "");
}

TEST_P(ChannelsOfAlerts, keep_secrets_that_come_back_masked) {
    const auto before =
        channels_of(R"([{"type": "slack", "url": "https://hooks.slack.com/services/T/B/x"}])");
    const Channels shown_before{{masked(before.items[0])}};
    EXPECT_EQ(checked(shown_before, before), before);
    EXPECT_THAT(failure_of(shown_before), HasSubstr("only a mask"));
}

class SavedChannels : public NotificationsTest {};
INSTANTIATE_TEST_SUITE_P(on, SavedChannels, sql::engines(), sql::engine_name);

TEST_P(SavedChannels, are_replaced_under_their_name_and_shown_without_secrets) {
    const auto made = save(R"({"name": "pd", "type": "pagerduty", "routing_key": "first"})");
    EXPECT_EQ(made.routing_key, "********");
    clock_.advance(std::chrono::seconds{1});
    const auto again = save(R"({"name": "pd", "type": "pagerduty", "routing_key": "second"})");
    EXPECT_EQ(again.id, made.id);
    EXPECT_GT(again.updated_at, made.updated_at);
    EXPECT_EQ(again.created_at, made.created_at);
    const auto listed = notifications().list_channels({}).items;
    ASSERT_THAT(listed, SizeIs(1));
    EXPECT_EQ(listed[0].routing_key, "********");
}

TEST_P(SavedChannels, keep_their_secret_when_its_mask_is_sent_back) {
    save(R"({"name": "pd", "type": "pagerduty", "routing_key": "first"})");
    EXPECT_EQ(save(R"({"name": "pd", "type": "pagerduty", "routing_key": "********"})").routing_key,
              "********");
    EXPECT_THROW(save(R"({"name": "new", "type": "pagerduty", "routing_key": "********"})"),
                 Failure);
}

TEST_P(SavedChannels, are_tested_by_a_delivery) {
    const auto saved =
        save(R"({"name": "hook", "type": "webhook", "url": "https://example.com/"})");
    const auto made = notifications().test_channel({{"hook"}}, actor_, {}).value;
    EXPECT_EQ(made.event, NoticeEvent::test);
    EXPECT_EQ(made.channel, "hook");
    const auto listed = notifications().list_channel_deliveries({{saved.id}}, {}).items;
    ASSERT_THAT(listed, SizeIs(1));
    EXPECT_EQ(listed[0].id, made.id);
}

}  // namespace
}  // namespace ontos
