// Delivery: in order, until it is taken, and never visibly twice.
#include "monitor/notifications/deliverer.hpp"

#include <gmock/gmock.h>

#include "monitor/notifications/test_notifications.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// Runs at once, on the thread that asks.
class AtOnce final : public Executor {
public:
    [[nodiscard]] bool try_post(std::function<void()> work) override {
        work();
        return true;
    }
};

Outcome taken() { return {.status = 200, .error = {}, .retry_after = std::nullopt}; }
Outcome failed(int status = 500) {
    return {
        .status = status, .error = "HTTP " + std::to_string(status), .retry_after = std::nullopt};
}

class Delivering : public NotificationsTest {
protected:
    std::unique_ptr<Deliverer> server() {
        return std::make_unique<Deliverer>(
            database(), clock_, random_, pool_,
            [this](const Channel& channel, const Notice& notice, const std::string& id, Timestamp) {
                sent_.push_back(channel.url + ' ' + std::string{api::to_text(notice.event)});
                ids_.push_back(id);
                return answer_(channel);
            });
    }
    void file(NoticeEvent event, std::int64_t sequence, const std::string& url = "https://a.b/") {
        enqueue(sample_notice(event, sequence), channels_of("[\"" + url + "\"]"));
    }
    /// Steps until so much time has passed.
    void pass(Deliverer& deliverer, std::chrono::seconds time, std::chrono::seconds step) {
        for (auto left = time; left.count() > 0; left -= step) {
            clock_.advance(step);
            deliverer.step();
        }
    }
    Delivery only() {
        const auto all = deliveries();
        EXPECT_THAT(all, SizeIs(1));
        return all.at(0);
    }

    AtOnce pool_;
    std::function<Outcome(const Channel&)> answer_ = [](const Channel&) { return taken(); };
    std::vector<std::string> sent_, ids_;
};
INSTANTIATE_TEST_SUITE_P(on, Delivering, sql::engines(), sql::engine_name);

TEST_P(Delivering, sends_what_is_due_once) {
    file(NoticeEvent::firing, 1);
    const auto one = server();
    one->step();
    one->step();
    EXPECT_THAT(sent_, ElementsAre("https://a.b/ firing"));
    const auto delivery = only();
    EXPECT_EQ(delivery.state, DeliveryState::delivered);
    EXPECT_EQ(delivery.attempts, 1);
    ASSERT_THAT(delivery.attempt_log, SizeIs(1));
    EXPECT_EQ(delivery.attempt_log[0].status, 200);
    EXPECT_EQ(ids_[0], delivery.id);
}

TEST_P(Delivering, tries_again_by_the_schedule_and_gives_up_after_the_tenth) {
    answer_ = [](const Channel&) { return failed(); };
    file(NoticeEvent::firing, 1);
    const auto one = server();
    std::vector<double> waited;
    auto last = clock_.now();
    for (int attempt = 1; attempt <= 10; ++attempt) {
        while (std::ssize(sent_) < attempt) {
            one->step();
            if (std::ssize(sent_) < attempt) clock_.advance(attempt < 4 ? 1s : 60s);
        }
        waited.push_back(std::chrono::duration<double>(clock_.now() - last).count());
        last = clock_.now();
    }
    ASSERT_THAT(waited, SizeIs(10));
    for (std::size_t i = 1; i < waited.size(); ++i) {
        const auto wanted = static_cast<double>(Deliverer::schedule[i].count());
        EXPECT_GE(waited[i], wanted * 0.9) << i;
        EXPECT_LE(waited[i], wanted * 1.1 + 61) << i;
    }
    const auto delivery = only();
    EXPECT_EQ(delivery.state, DeliveryState::dead);
    EXPECT_EQ(delivery.attempts, 10);
    EXPECT_EQ(delivery.last_error, "HTTP 500");
    EXPECT_EQ(std::set<std::string>(ids_.begin(), ids_.end()).size(), 1u) << "one webhook-id";
    EXPECT_EQ(one->counts().by_type[0].dead, 1u);
}

TEST_P(Delivering, does_not_come_back_before_it_was_asked_to) {
    answer_ = [](const Channel&) {
        auto outcome = failed(429);
        outcome.retry_after = 600s;
        return outcome;
    };
    file(NoticeEvent::firing, 1);
    const auto one = server();
    one->step();
    file(NoticeEvent::repeated, 2);
    pass(*one, 590s, 10s);
    EXPECT_THAT(sent_, SizeIs(1)) << "nor with another notice";
    pass(*one, 20s, 10s);
    EXPECT_THAT(sent_, SizeIs(2));
}

TEST_P(Delivering, keeps_the_order_of_one_alert_at_one_destination) {
    answer_ = [](const Channel& channel) {
        return channel.url == "https://a.b/" ? failed() : taken();
    };
    file(NoticeEvent::firing, 1);
    const auto one = server();
    one->step();
    clock_.advance(1s);
    file(NoticeEvent::resolved, 2);
    file(NoticeEvent::resolved, 2, "https://other.b/");
    one->step();
    EXPECT_THAT(sent_, ElementsAre("https://a.b/ firing", "https://other.b/ resolved"))
        << "another destination need not wait";
    answer_ = [](const Channel&) { return taken(); };
    pass(*one, 10s, 1s);
    EXPECT_THAT(sent_, ElementsAre("https://a.b/ firing", "https://other.b/ resolved",
                                   "https://a.b/ firing", "https://a.b/ resolved"));
}

TEST_P(Delivering, makes_a_test_wait_for_nothing_and_hold_up_nothing) {
    save(R"({"name": "hook", "type": "webhook", "url": "https://a.b/"})");
    answer_ = [](const Channel&) { return failed(); };
    const auto one = server();
    for (int i = 0; i < 3; ++i) {
        clock_.advance(1s);
        notifications().test_channel({{"hook"}}, actor_, {});
        one->step();
    }
    EXPECT_THAT(sent_, SizeIs(3));
}

TEST_P(Delivering, leaves_a_dead_destination_alone_and_comes_back) {
    answer_ = [](const Channel& channel) {
        return channel.url == "https://dead.b/" ? failed() : taken();
    };
    for (int i = 0; i < 20; ++i) {
        auto notice = sample_notice();
        notice.alert_id = "alert-" + std::to_string(i);
        enqueue(notice, channels_of(R"(["https://dead.b/"])"));
    }
    const auto one = server();
    pass(*one, 10s, 1s);
    const auto tried = sent_.size();
    EXPECT_LE(tried, 12u) << "twenty would have been tried twice each";
    file(NoticeEvent::firing, 1);
    pass(*one, 1s, 1s);
    EXPECT_EQ(sent_.back(), "https://a.b/ firing") << "others go on";
    answer_ = [](const Channel&) { return taken(); };
    pass(*one, 600s, 5s);
    for (int i = 0; i < 20; ++i) {
        const auto made = deliveries("alert-" + std::to_string(i));
        EXPECT_EQ(made.at(0).state, DeliveryState::delivered) << i;
    }
}

TEST_P(Delivering, sends_nothing_more_to_a_receiver_that_is_gone_until_it_is_replayed) {
    answer_ = [](const Channel&) {
        auto outcome = failed(410);
        outcome.is_gone = true;
        return outcome;
    };
    file(NoticeEvent::firing, 1);
    file(NoticeEvent::repeated, 2);
    const auto one = server();
    one->step();
    EXPECT_THAT(sent_, SizeIs(1));
    file(NoticeEvent::resolved, 3);
    pass(*one, 3'600s, 60s);
    EXPECT_THAT(sent_, SizeIs(1));
    for (const auto& delivery : deliveries()) {
        EXPECT_EQ(delivery.state, DeliveryState::dead);
        EXPECT_EQ(delivery.last_error, "HTTP 410");
    }
    EXPECT_EQ(one->counts().by_type[0].dead, 2u) << "the third did not wait";
    answer_ = [](const Channel&) { return taken(); };
    notifications().replay_delivery({{sample_notice().alert_id, ids_[0]}}, actor_, {});
    pass(*one, 2s, 1s);
    EXPECT_THAT(sent_, SizeIs(2));
    EXPECT_EQ(ids_[1], ids_[0]);
    file(NoticeEvent::firing, 4);
    pass(*one, 1s, 1s);
    EXPECT_THAT(sent_, SizeIs(3)) << "the channel works again";
}

TEST_P(Delivering, uses_the_secrets_that_a_saved_channel_has_now) {
    save(R"({"name": "pd", "type": "pagerduty", "routing_key": "old"})");
    std::vector<std::string> keys;
    answer_ = [&](const Channel& channel) {
        keys.push_back(channel.routing_key);
        return failed();
    };
    enqueue(sample_notice(), channels_of(R"(["pd"])"));
    const auto one = server();
    one->step();
    save(R"({"name": "pd", "type": "pagerduty", "routing_key": "new"})");
    pass(*one, 10s, 1s);
    EXPECT_THAT(keys, ElementsAre("old", "new"));
    notifications().delete_channel({{"pd"}}, {}, actor_);
    pass(*one, 400s, 10s);
    EXPECT_THAT(only().last_error, HasSubstr("not there any more"));
    EXPECT_EQ(one->counts().dead_without_channel, 1u);
}

TEST_P(Delivering, is_done_by_one_server_at_a_time) {
    const auto one = server(), two = server();
    file(NoticeEvent::firing, 1);
    one->step();
    file(NoticeEvent::resolved, 2);
    two->step();
    EXPECT_THAT(sent_, SizeIs(1)) << "the other has the lease";
    clock_.advance(11s);
    two->step();
    EXPECT_THAT(sent_, SizeIs(2)) << "it has gone";
}

TEST_P(Delivering, of_a_server_that_lost_its_lease_is_made_again_under_the_same_id) {
    const auto one = server(), two = server();
    file(NoticeEvent::firing, 1);
    bool is_first = true;
    answer_ = [&](const Channel&) {
        if (std::exchange(is_first, false)) {
            clock_.advance(30s);  // so slow that another server takes over
            two->step();
        }
        return taken();
    };
    one->step();
    EXPECT_THAT(ids_, SizeIs(2));
    EXPECT_EQ(ids_[0], ids_[1]);
    const auto delivery = only();
    EXPECT_EQ(delivery.state, DeliveryState::delivered);
    EXPECT_THAT(delivery.attempt_log, SizeIs(1)) << "what came too late is not written";
}

TEST_P(Delivering, that_a_stop_cut_off_does_not_count) {
    answer_ = [](const Channel&) {
        auto outcome = failed();
        outcome.is_cancelled = true;
        return outcome;
    };
    file(NoticeEvent::firing, 1);
    server()->step();
    EXPECT_EQ(only().attempts, 0);
    EXPECT_EQ(only().state, DeliveryState::queued);
}

TEST_P(Delivering, forgets_what_was_finished_long_ago) {
    file(NoticeEvent::firing, 1);
    const auto one = server();
    one->step();
    clock_.advance(24h * 29);
    one->forget();
    EXPECT_THAT(deliveries(), SizeIs(1));
    clock_.advance(24h * 2);
    file(NoticeEvent::repeated, 2);
    one->forget();
    EXPECT_EQ(only().event, NoticeEvent::repeated) << "what is queued stays";
}

}  // namespace
}  // namespace ontos
