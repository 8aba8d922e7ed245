// The loop of an I/O thread: order, wake-ups, and what is done together at the end of a turn.
#include "platform/http/event_loop.hpp"

#include <thread>

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ontos::http {
namespace {

using testing::ElementsAre;

/// Two connected sockets.
struct Pair {
    Pair() {
        int both[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, both), 0);
        near = Descriptor{both[0]};
        far = Descriptor{both[1]};
    }
    void say() const { EXPECT_EQ(::write(far.get(), "x", 1), 1); }
    Descriptor near, far;
};

/// Notes what it is told, and defers.
struct Noting final : Watcher, Deferred {
    Noting(EventLoop& of, std::vector<std::string>& into, std::string called)
        : loop{of}, notes{into}, name{std::move(called)} {}
    void ready(std::uint32_t events) override {
        if ((events & EPOLLIN) == 0) return;
        notes.push_back(name + " ready");
        if (on_ready) on_ready();
        loop.defer(*this);
    }
    void act() override { notes.push_back(name + " acts"); }
    void go_on() override {
        notes.push_back(name + " goes on");
        if (on_going) on_going();
    }

    EventLoop& loop;
    std::vector<std::string>& notes;
    std::string name;
    std::function<void()> on_ready, on_going;
};

TEST(EventLoop, runs_what_other_threads_post_in_order_and_stops) {
    EventLoop loop;
    std::vector<int> order;
    std::thread other{[&] {
        for (int i = 0; i < 10'000; ++i) loop.post([&order, i] { order.push_back(i); });
        loop.stop();
    }};
    loop.run();
    other.join();
    ASSERT_EQ(order.size(), 10'000u);
    EXPECT_TRUE(std::ranges::is_sorted(order));
}

TEST(EventLoop, lets_all_of_a_turn_act_before_one_goes_on) {
    EventLoop loop;
    std::vector<std::string> notes;
    const Pair first, second;
    Noting a{loop, notes, "a"}, b{loop, notes, "b"};
    b.on_going = [&] { loop.stop(); };
    first.say();
    second.say();
    loop.watch(first.near.get(), a);
    loop.watch(second.near.get(), b);
    loop.run();
    EXPECT_THAT(notes,
                ElementsAre("a ready", "b ready", "a acts", "b acts", "a goes on", "b goes on"));
}

TEST(EventLoop, gives_who_defers_again_another_turn_so_that_others_come_between) {
    EventLoop loop;
    std::vector<std::string> notes;
    Noting greedy{loop, notes, "greedy"};
    int left = 3;
    greedy.on_going = [&] {
        loop.post([&] { notes.push_back("other"); });
        if (--left > 0)
            loop.defer(greedy);
        else
            loop.stop();
    };
    loop.post([&] { loop.defer(greedy); });
    loop.run();
    EXPECT_THAT(notes,
                ElementsAre("greedy acts", "greedy goes on", "other", "greedy acts",
                            "greedy goes on", "other", "greedy acts", "greedy goes on", "other"));
}

TEST(EventLoop, tells_nothing_of_who_is_forgotten_in_the_same_turn) {
    EventLoop loop;
    std::vector<std::string> notes;
    const Pair first, second;
    Noting a{loop, notes, "a"}, b{loop, notes, "b"};
    a.on_ready = [&] { loop.forget(b); };
    a.on_going = [&] { loop.stop(); };
    first.say();
    second.say();
    loop.watch(first.near.get(), a);
    loop.watch(second.near.get(), b);
    loop.run();
    EXPECT_THAT(notes, ElementsAre("a ready", "a acts", "a goes on"));
}

TEST(EventLoop, does_not_keep_more_than_16_waiting_for_the_end_of_a_turn) {
    EventLoop loop;
    std::vector<std::string> notes;
    const std::vector<Pair> pairs(20);
    std::vector<std::unique_ptr<Noting>> all;
    for (const auto& pair : pairs) {
        all.push_back(std::make_unique<Noting>(loop, notes, "one"));
        pair.say();
        loop.watch(pair.near.get(), *all.back());
    }
    all.back()->on_going = [&] { loop.stop(); };
    loop.run();
    const auto acted = std::ranges::find(notes, "one acts") - notes.begin();
    EXPECT_LE(acted, 16);
    EXPECT_EQ(std::ranges::count(notes, "one goes on"), 20);
}

TEST(EventLoop, calls_what_is_due_in_the_order_of_its_time) {
    EventLoop loop;
    std::vector<int> order;
    loop.call_after(std::chrono::milliseconds{4}, [&] {
        order.push_back(2);
        loop.stop();
    });
    loop.call_after(std::chrono::milliseconds{1}, [&] { order.push_back(1); });
    loop.run();
    EXPECT_THAT(order, ElementsAre(1, 2));
}

}  // namespace
}  // namespace ontos::http
