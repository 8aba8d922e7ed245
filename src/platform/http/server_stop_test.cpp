// How the server ends: nothing that was answered is lost.
#include <thread>

#include <gmock/gmock.h>

#include "platform/http/test_server.hpp"

namespace ontos::http {
namespace {

constexpr std::string_view hello = "GET /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr std::string_view echo =
    "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc";
constexpr std::string_view late = "GET /api/v1/late HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr std::chrono::seconds grace{20};

TEST(ServerStop, a_request_in_flight_is_answered_and_told_to_close) {
    TestServer server;
    TestClient client{server.port()};
    client.send(late);
    server.latch.until_waiting(1);
    std::thread stopping{[&] { server.server->stop(grace); }};
    while (TestClient{server.port()}.is_connected()) std::this_thread::yield();
    server.latch.open();
    const auto reply = client.read();
    EXPECT_EQ(reply->body, "late");
    EXPECT_EQ(reply->headers.at("connection"), "close");
    EXPECT_TRUE(client.is_closed());
    client.close();
    stopping.join();
    EXPECT_EQ(server.server->counters().connections_open, 0u);
}

TEST(ServerStop, idle_connections_do_not_hold_it_up) {
    TestServer server;
    TestClient idle{server.port()}, fresh{server.port()};
    EXPECT_EQ(idle.ask(hello)->status, 200);
    const auto start = std::chrono::steady_clock::now();
    server.server->stop(grace);
    EXPECT_LT(std::chrono::steady_clock::now() - start, grace / 2);
    EXPECT_TRUE(idle.is_closed());
    EXPECT_FALSE(TestClient{server.port()}.is_connected());
}

TEST(ServerStop, under_load_no_answered_request_is_lost) {
    TestServer server;
    std::atomic<int> received{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i)
        clients.emplace_back([&] {
            TestClient client{server.port()};
            while (client.send(echo)) {
                const auto reply = client.read();
                if (!reply) break;
                EXPECT_EQ(reply->body, "abc");
                ++received;
                if (reply->headers.contains("connection")) break;
            }
        });
    while (received < 500) std::this_thread::yield();
    server.server->stop(grace);
    for (auto& client : clients) client.join();
    EXPECT_EQ(received, server.answered);
}

TEST(ServerStop, after_the_grace_requests_are_cut_but_handlers_are_waited_for) {
    TestServer server;
    TestClient client{server.port()};
    client.send(late);
    server.latch.until_waiting(1);
    std::thread stopping{[&] { server.server->stop(std::chrono::milliseconds{1}); }};
    EXPECT_FALSE(client.read());  // cut while its handler runs
    EXPECT_EQ(server.server->counters().connections_open, 1u);
    server.latch.open();
    stopping.join();
    EXPECT_EQ(server.server->counters().connections_open, 0u);
}

TEST(ServerStop, stopping_twice_and_never_starting_are_fine) {
    TestServer server;
    server.server->stop(grace);
    server.server->stop(grace);
    SystemClock clock;
    SystemRandom random;
    Server never{{}, server.router, server.access, server.pool, clock, random};
    never.stop(grace);
}

}  // namespace
}  // namespace ontos::http
