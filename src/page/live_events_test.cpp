// The event stream: what a listener is told, and what it missed.
#include "page/live_events.hpp"

#include <gmock/gmock.h>

#include "platform/access/access.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::Property;
using testing::Throws;
namespace json = boost::json;

class Events : public testing::Test {
protected:
    std::shared_ptr<api::EventFeed> listen(std::string topics = "", std::string last = "") {
        return listen_as(api::local_caller(), std::move(topics), std::move(last));
    }
    std::shared_ptr<api::EventFeed> listen_as(const api::Caller& caller, std::string topics = "",
                                              std::string last = "") {
        EventsHeaders headers;
        if (!last.empty()) headers.last_event_id = std::move(last);
        return events.stream_events({{}, &caller}, {{.topics = std::move(topics)}}, {headers}).feed;
    }
    static std::string id_of(const std::string& text) {
        const auto from = text.rfind("id: ") + 4;
        return text.substr(from, text.find('\n', from) - from);
    }
    void tell(json::array& pending, std::string_view what) {
        pending.emplace_back(what);
        clock.advance(1s);
        events.step();
    }

    ManualClock clock{Timestamp{std::chrono::seconds{1'700'000'000}}};
    SeededRandom random{1};
    json::array letters, numbers;
    LiveEvents events{
        clock,
        random,
        {{"letters", api::Right::improve_read, 250ms,
          [this] { return std::exchange(letters, {}); }},
         {"numbers", api::Right::monitor_read, 1s, [this] { return std::exchange(numbers, {}); }},
         {"silent", api::Right::monitor_read, 1s, {}}}};
};

TEST_F(Events, a_listener_is_told_of_its_topics) {
    const auto all = listen(), some = listen("numbers,silent");
    EXPECT_THAT(*all->take(), HasSubstr("retry: 2000"));
    some->take();
    tell(letters, "a");
    const auto text = *all->take();
    EXPECT_THAT(text, HasSubstr("event: letters\ndata: {\"topic\":\"letters\","));
    EXPECT_THAT(text, HasSubstr("\"items\":[\"a\"]}\n\n"));
    EXPECT_EQ(*some->take(), "");
    tell(numbers, "1");
    EXPECT_THAT(*some->take(), HasSubstr("[\"1\"]"));
}

TEST_F(Events, a_listener_is_told_of_what_they_may_read_alone) {
    const auto reviewer = access::caller_with("rene", api::CallerKind::api_key, "improve:write");
    const auto feed = listen_as(reviewer);
    tell(letters, "a");
    tell(numbers, "1");
    const auto text = *feed->take();
    EXPECT_THAT(text, HasSubstr("\"a\""));
    EXPECT_THAT(text, Not(HasSubstr("event: numbers")));
    EXPECT_THAT([&] { listen_as(reviewer, "letters,numbers"); },
                Throws<Failure>(Property(&Failure::message, HasSubstr("monitor:read"))));
    const auto nobody = access::caller_with("nora", api::CallerKind::api_key, "query");
    EXPECT_THAT([&] { listen_as(nobody); },
                Throws<Failure>(Property(&Failure::kind, FailureKind::forbidden)));
}

TEST_F(Events, nothing_is_collected_while_nobody_listens) {
    tell(letters, "a");
    EXPECT_EQ(letters.size(), 1u);
    const auto feed = listen();
    events.step();
    EXPECT_TRUE(letters.empty());
}

TEST_F(Events, a_topic_waits_for_its_period) {
    const auto feed = listen();
    feed->take();
    tell(numbers, "1");
    numbers.emplace_back("2");
    clock.advance(999ms);
    events.step();
    EXPECT_THAT(*feed->take(), Not(HasSubstr("\"2\"")));
    clock.advance(1ms);
    events.step();
    EXPECT_THAT(*feed->take(), HasSubstr("\"2\""));
}

TEST_F(Events, a_stream_goes_on_behind_the_last_event_that_was_seen) {
    auto feed = listen();
    tell(letters, "a");
    const auto seen = id_of(*feed->take());
    for (int i = 0; i < 100; ++i) tell(letters, "b" + std::to_string(i));
    const auto missed = *listen("", seen)->take();
    EXPECT_THAT(missed, HasSubstr("[\"b0\"]"));
    EXPECT_THAT(missed, HasSubstr("[\"b99\"]"));
    EXPECT_THAT(missed, Not(HasSubstr("[\"a\"]")));
    EXPECT_THAT(missed, Not(HasSubstr("reset")));
}

TEST_F(Events, what_is_gone_or_of_another_process_is_told_as_reset) {
    const auto feed = listen();
    tell(letters, "a");
    const auto first = id_of(*feed->take());
    for (const auto& unknown :
         {std::string{"junk"}, std::string{"ffff-1"}, first + "99", first + "x"})
        EXPECT_THAT(*listen("", unknown)->take(), HasSubstr("event: reset")) << unknown;
    for (std::size_t i = 0; i <= LiveEvents::kept_max; ++i) tell(letters, "b");
    EXPECT_THAT(*listen("", first)->take(), HasSubstr("event: reset"));
}

TEST_F(Events, a_listener_that_falls_behind_is_told_reset_and_ends) {
    const auto feed = listen();
    feed->take();
    for (std::uint64_t i = 0; i < LiveEvents::behind_max; ++i) tell(letters, "a");
    EXPECT_THAT(*feed->take(), Not(HasSubstr("reset")));
    for (std::uint64_t i = 0; i <= LiveEvents::behind_max; ++i) tell(letters, "a");
    EXPECT_THAT(*feed->take(), HasSubstr("event: reset"));
    EXPECT_FALSE(feed->take());
}

TEST_F(Events, there_is_a_most_of_listeners_and_a_place_is_given_back) {
    std::vector<std::shared_ptr<api::EventFeed>> feeds;
    for (std::size_t i = 0; i < LiveEvents::listeners_max; ++i) feeds.push_back(listen());
    EXPECT_THROW(listen(), Failure);
    feeds.pop_back();
    feeds.push_back(listen());
}

TEST_F(Events, an_unknown_topic_is_refused_by_naming_those_that_exist) {
    try {
        listen("letters,words");
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind(), FailureKind::invalid);
        EXPECT_THAT(failure.what(), HasSubstr("letters, numbers, silent"));
    }
}

}  // namespace
}  // namespace ontos
