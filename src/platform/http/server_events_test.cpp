// Event streams over real sockets: how they begin, end, and are cut.
#include <thread>

#include <gmock/gmock.h>

#include "platform/http/test_server.hpp"

namespace ontos::http {
namespace {

constexpr std::string_view follow = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n";

void wait_until_alone(const TestServer& server) {
    while (server.server->counters().connections_open > 0) std::this_thread::yield();
}

TEST(ServerEvents, a_stream_has_no_length_and_ends_with_the_connection) {
    TestServer server;
    server.feed = std::make_shared<RepeatingFeed>("data: x\n\n", 3);
    TestClient client{server.port()};
    const auto head = client.ask(follow);
    EXPECT_EQ(head->status, 200);
    EXPECT_EQ(head->headers.at("content-type"), "text/event-stream");
    EXPECT_EQ(head->headers.at("connection"), "close");
    EXPECT_FALSE(head->headers.contains("content-length"));
    EXPECT_EQ(client.read_to_end(), "data: x\n\ndata: x\n\ndata: x\n\n");
}

TEST(ServerEvents, a_head_request_has_no_stream) {
    TestServer server;
    server.feed = std::make_shared<RepeatingFeed>("data: x\n\n", -1);
    TestClient client{server.port()};
    client.send("HEAD /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.read(false)->status, 200);
    EXPECT_TRUE(client.is_closed());
}

TEST(ServerEvents, a_client_that_goes_is_noticed_though_nothing_happens) {
    TestServer server;
    server.feed = std::make_shared<RepeatingFeed>("", -1);
    const std::weak_ptr held = server.feed;
    TestClient client{server.port()};
    EXPECT_EQ(client.ask(follow)->status, 200);
    client.close();
    wait_until_alone(server);
    EXPECT_TRUE(held.expired());
}

TEST(ServerEvents, a_client_that_does_not_read_is_cut) {
    ServerConfig config;
    config.timeouts.write = std::chrono::milliseconds{100};
    TestServer server{config};
    server.feed = std::make_shared<RepeatingFeed>(std::string(8u << 20, 'x'), -1);
    TestClient client{server.port()};
    EXPECT_EQ(client.ask(follow)->status, 200);
    wait_until_alone(server);
}

TEST(ServerEvents, a_server_that_stops_ends_its_streams) {
    TestServer server;
    server.feed = std::make_shared<RepeatingFeed>("", -1);
    TestClient client{server.port()};
    EXPECT_EQ(client.ask(follow)->status, 200);
    const auto start = std::chrono::steady_clock::now();
    const std::chrono::seconds grace{20};
    server.server->stop(grace);
    EXPECT_LT(std::chrono::steady_clock::now() - start, grace / 2);
    EXPECT_TRUE(client.is_closed());
}

}  // namespace
}  // namespace ontos::http
