// The server against clients that are slow, greedy or hostile.
#include <thread>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "platform/compression/compression.hpp"
#include "platform/http/test_server.hpp"

namespace ontos::http {
namespace {

using testing::HasSubstr;

constexpr std::string_view hello = "GET /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string request(std::string_view line, std::string_view headers, std::string_view body = "") {
    return std::string{line} + " HTTP/1.1\r\nHost: localhost\r\n" + std::string{headers} + "\r\n" +
           std::string{body};
}

ServerConfig hasty() {
    ServerConfig config;
    const std::chrono::milliseconds soon{50};
    config.timeouts = {soon, soon, soon, soon};
    return config;
}

/// The answer, after which the connection must end.
ClientReply last_answer(const TestServer& server, std::string_view bytes) {
    TestClient client{server.port()};
    client.send(bytes);
    const auto reply = client.read();
    if (!reply) {
        ADD_FAILURE() << "no answer to " << bytes.substr(0, 200);
        return {};
    }
    EXPECT_EQ(reply->headers.count("connection"), 1u) << bytes.substr(0, 200);
    EXPECT_EQ(reply->headers.at("content-type"), "application/json");
    EXPECT_EQ(reply->headers.at("x-request-id").size(), 36u);
    client.half_close();
    EXPECT_TRUE(client.is_closed());
    return *reply;
}

TEST(ServerLimits, what_is_malformed_is_a_json_400_and_the_end) {
    TestServer server;
    const std::string host = "Host: localhost\r\n";
    const std::vector<std::string> malformed{
        std::string{"hello\r\n\r\n"},
        std::string{"\x16\x03\x01\x02\x00\x01\x00", 7},
        "GET /api/v1/hello\r\n" + host + "\r\n",
        "GET  /api/v1/hello HTTP/1.1\r\n" + host + "\r\n",
        std::string{"GET /api/v1/hello HTTP/1.1\r\n\r\n"},
        "GET /api/v1/hello HTTP/1.1\r\n" + host + host + "\r\n",
        "GET /api/v1/hello HTTP/1.1\r\n" + host + "Bad Name: x\r\n\r\n",
        "GET /api/v1/hello HTTP/1.1\r\n" + host + "Name : x\r\n\r\n",
        "GET /api/v1/hello HTTP/1.1\r\n" + host + "Name: a\r\n folded\r\n\r\n",
        "GET /api/v1/hello HTTP/1.1\r\n" + host + "Name: \r\n folded\r\n\r\n",
        "GET /api/v1/hello HTTP/1.1\r\n" + host + "Name: a\x01z\r\n\r\n",
        "GET /api/v1/hello HTTP/1.1\r\n" + host + "Name: a\rz\r\n\r\n",
        "GET /api/v1/hello HTTP/1.1\r\n" + host + "Name: a\nz\r\n\r\n",
        "GET /api/v1/hello HTTP/1.1\r\n" + host + "no colon\r\n\r\n",
        std::string{"GET /api/v1/hello HTTP/1.1\nHost: localhost\n\n"},
        "GET /api/v1/hello HTTP/1.1\r\n" + host + "\n",
    };
    for (const auto& bytes : malformed) EXPECT_EQ(last_answer(server, bytes).status, 400) << bytes;
    EXPECT_EQ(last_answer(server, "GET / HTTP/2.0\r\n" + host + "\r\n").status, 505);
    EXPECT_EQ(server.server->counters().requests_malformed, 17u);
}

TEST(ServerLimits, what_two_servers_could_read_differently_is_refused) {
    TestServer server;
    const auto status = [&](std::string_view headers) {
        const auto smuggled = "0\r\n\r\n" + std::string{hello};
        return last_answer(server, request("POST /api/v1/echo", headers, smuggled)).status;
    };
    EXPECT_EQ(status("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
    EXPECT_EQ(status("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400);
    EXPECT_EQ(status("Content-Length: 5\r\nContent-Length: 6\r\n"), 400);
    EXPECT_EQ(status("Content-Length: 5, 6\r\n"), 400);
    EXPECT_EQ(status("Content-Length: +5\r\n"), 400);
    EXPECT_EQ(status("Content-Length: -1\r\n"), 400);
    EXPECT_EQ(status("Content-Length: 0x5\r\n"), 400);
    EXPECT_EQ(status("Content-Length: 99999999999999999999\r\n"), 400);
    EXPECT_EQ(status("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
    EXPECT_EQ(status("Transfer-Encoding: identity\r\n"), 501);
    EXPECT_EQ(status("Transfer-Encoding: xchunked\r\n"), 501);
    EXPECT_EQ(status("Transfer-Encoding: gzip, chunked\r\n"), 501);
    EXPECT_EQ(server.answered, 0);
}

TEST(ServerLimits, chunks_that_are_malformed_are_a_400) {
    TestServer server;
    for (const std::string& body :
         {std::string{"xyz\r\n"}, std::string{"3\r\nabcd\r\n0\r\n\r\n"}, std::string{"-1\r\n"},
          std::string{"ffffffffffffffffff\r\n"}, "1;" + std::string(40'000, 'x'),
          "0\r\nA: " + std::string(40'000, 'x')})
        EXPECT_EQ(last_answer(server,
                              request("POST /api/v1/echo", "Transfer-Encoding: chunked\r\n", body))
                      .status,
                  400)
            << body.substr(0, 50);
}

TEST(ServerLimits, large_heads_are_refused_before_they_end) {
    TestServer server;
    EXPECT_EQ(last_answer(server, "GET /" + std::string(9000, 'x')).status, 414);
    EXPECT_EQ(server.ask(request("GET /" + std::string(8100, 'x'), ""))->status, 404);
    EXPECT_EQ(last_answer(server, "GET / HTTP/1.1\r\nA: " + std::string(33'000, 'x')).status, 431);
    EXPECT_EQ(
        server.ask(request("GET /api/v1/hello", "A: " + std::string(30'000, 'x') + "\r\n"))->status,
        200);
}

TEST(ServerLimits, large_bodies_are_413_before_they_are_read) {
    TestServer server;
    const auto told =
        last_answer(server, request("POST /api/v1/echo", "Content-Length: 100001\r\n"));
    EXPECT_EQ(told.status, 413);
    EXPECT_EQ(told.headers.at("connection"), "close");
    std::string chunks;
    for (int i = 0; i < 11; ++i) chunks += "2710\r\n" + std::string(10'000, 'x') + "\r\n";
    EXPECT_EQ(
        last_answer(server, request("POST /api/v1/echo", "Transfer-Encoding: chunked\r\n", chunks))
            .status,
        413);
    const auto most = std::string(100'000, 'x');
    EXPECT_EQ(server.ask(request("POST /api/v1/echo", "Content-Length: 100000\r\n", most))->body,
              most);
}

TEST(ServerLimits, a_compression_bomb_is_413) {
    TestServer server;
    const auto bomb = gzip(std::string(20'000'000, '\0'));
    ASSERT_LT(bomb.size(), 100'000u);
    const auto headers =
        "Content-Encoding: gzip\r\nContent-Length: " + std::to_string(bomb.size()) + "\r\n";
    EXPECT_EQ(server.ask(request("POST /api/v1/echo", headers, bomb))->status, 413);
    EXPECT_EQ(server.answered, 0);
}

TEST(ServerLimits, bodies_beyond_the_memory_budget_are_503) {
    ServerConfig config;
    config.body_budget_bytes = 200'000;
    TestServer server{config};
    TestClient holding{server.port()};
    const std::string half(60'000, 'x');
    holding.send(request("POST /api/v1/echo", "Content-Length: 100000\r\n", half));
    while (server.server->counters().bytes_received < 60'000) std::this_thread::yield();
    TestClient other{server.port()};
    const auto refused =
        other.ask(request("POST /api/v1/echo", "Content-Length: 100000\r\n", half + half));
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(refused->headers.at("retry-after"), "1");
    holding.send(std::string(40'000, 'x'));
    EXPECT_EQ(holding.read()->body.size(), 100'000u);
    EXPECT_EQ(server.ask(request("POST /api/v1/echo", "Content-Length: 60000\r\n", half))->body,
              half);
}

TEST(ServerLimits, slow_clients_are_cut) {
    TestServer server{hasty()};
    EXPECT_EQ(last_answer(server, "GET /api").status, 408);
    EXPECT_EQ(
        last_answer(server, request("POST /api/v1/echo", "Content-Length: 5\r\n", "ab")).status,
        408);
    EXPECT_EQ(last_answer(server,
                          request("POST /api/v1/echo", "Transfer-Encoding: chunked\r\n", "5\r\na"))
                  .status,
              408);
    EXPECT_EQ(server.server->counters().requests_cut, 3u);
    TestClient idle{server.port()};
    EXPECT_EQ(idle.ask(hello)->status, 200);
    EXPECT_TRUE(idle.is_closed());  // silently
    TestClient never{server.port()};
    EXPECT_TRUE(never.is_closed());
}

TEST(ServerLimits, a_byte_now_and_then_does_not_renew_a_deadline) {
    ManualClock clock{Timestamp{std::chrono::hours{500'000}}};
    TestServer server{{}, {}, nullptr, &clock};
    TestClient client{server.port()};
    std::uint64_t sent = 0;
    for (int second = 0; second < 11; ++second) {
        ASSERT_TRUE(client.send("G"));
        ++sent;
        while (server.server->counters().bytes_received < sent) std::this_thread::yield();
        EXPECT_EQ(server.server->counters().requests_cut, 0u) << second;
        clock.advance(std::chrono::seconds{1});
    }
    EXPECT_EQ(client.read()->status, 408);
}

TEST(ServerLimits, a_client_that_does_not_read_is_cut) {
    auto config = hasty();
    config.min_bytes_per_second = 20u << 20;  // 50 ms for a chunk
    TestServer server{config};
    TestClient client{server.port()};
    client.send(request("GET /api/v1/big/50000000", ""));
    while (server.server->counters().connections_accepted == 0) std::this_thread::yield();
    while (server.server->counters().connections_open > 0) std::this_thread::yield();
    EXPECT_FALSE(client.read());
}

TEST(ServerLimits, connections_beyond_the_cap_are_told) {
    ServerConfig config;
    config.max_connections = 2;
    TestServer server{config};
    TestClient first{server.port()}, second{server.port()};
    EXPECT_EQ(first.ask(hello)->status, 200);
    EXPECT_EQ(second.ask(hello)->status, 200);
    TestClient third{server.port()};
    const auto refused = third.read();
    EXPECT_EQ(refused->status, 503);
    EXPECT_THAT(refused->body, HasSubstr("as many connections"));
    EXPECT_EQ(server.server->counters().connections_refused, 1u);
    first.close();
    while (server.server->counters().connections_open > 1) std::this_thread::yield();
    EXPECT_EQ(server.ask(hello)->status, 200);
}

TEST(ServerLimits, two_thousand_idle_connections_do_not_disturb) {
    rlimit files{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 5000);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
    ASSERT_GT(files.rlim_cur, 4200u) << "the test needs two files a connection";
    TestServer server;
    std::vector<std::unique_ptr<TestClient>> idle;
    for (int i = 0; i < 2000; ++i) {
        idle.push_back(std::make_unique<TestClient>(server.port()));
        ASSERT_TRUE(idle.back()->is_connected()) << i;
    }
    EXPECT_EQ(server.ask(hello)->status, 200);
    EXPECT_EQ(idle.back()->ask(hello)->status, 200);
}

TEST(ServerLimits, foreign_hosts_and_origins_are_403) {
    ServerConfig config;
    config.allowed_hosts = {"ontos.example"};
    config.allowed_origins = {"https://app.example"};
    TestServer server{config};
    const auto status = [&](std::string_view host, std::string_view headers) {
        return server
            .ask("GET /api/v1/hello HTTP/1.1\r\nHost: " + std::string{host} + "\r\n" +
                 std::string{headers} + "\r\n")
            ->status;
    };
    EXPECT_EQ(status("evil.example", ""), 403);
    EXPECT_EQ(status("127.0.0.1.evil.example", ""), 403);
    EXPECT_EQ(status("localhost.evil.example:8000", ""), 403);
    EXPECT_EQ(status("localhost:8000", ""), 200);
    EXPECT_EQ(status("[::1]:8000", ""), 200);
    EXPECT_EQ(status("ontos.example", ""), 200);
    EXPECT_EQ(status("localhost:8000", "Origin: http://localhost:8000\r\n"), 200);
    EXPECT_EQ(status("localhost:8000", "Origin: http://localhost:3000\r\n"), 403);
    EXPECT_EQ(status("localhost", "Origin: https://evil.example\r\n"), 403);
    EXPECT_EQ(status("localhost", "Origin: null\r\n"), 403);
    EXPECT_EQ(status("localhost", "Origin: https://app.example\r\n"), 200);
}

TEST(ServerLimits, a_form_of_a_foreign_page_does_not_reach_a_handler) {
    TestServer server;
    const auto reply =
        server.ask(request("POST /api/v1/echo",
                           "Origin: https://evil.example\r\nContent-Type: "
                           "application/x-www-form-urlencoded\r\nContent-Length: 3\r\n",
                           "a=b"));
    EXPECT_EQ(reply->status, 403);
    EXPECT_THAT(reply->body, HasSubstr("origin_not_allowed"));
    EXPECT_EQ(reply->headers.count("access-control-allow-origin"), 0u);
    EXPECT_EQ(server.answered, 0);
}

TEST(ServerLimits, cors_is_for_listed_origins_alone) {
    ServerConfig config;
    config.allowed_origins = {"https://app.example"};
    TestServer server{config};
    const std::string asks = "Access-Control-Request-Method: POST\r\n";
    const auto allowed =
        server.ask(request("OPTIONS /api/v1/things", "Origin: https://app.example\r\n" + asks));
    EXPECT_EQ(allowed->status, 204);
    EXPECT_EQ(allowed->headers.at("access-control-allow-origin"), "https://app.example");
    EXPECT_THAT(allowed->headers.at("access-control-allow-headers"), HasSubstr("Authorization"));
    EXPECT_EQ(allowed->headers.at("vary"), "Origin");
    EXPECT_EQ(server.ask(request("OPTIONS /api/v1/things", "Origin: https://x.example\r\n" + asks))
                  ->status,
              403);
    EXPECT_EQ(TestServer{}
                  .ask(request("OPTIONS /api/v1/things", "Origin: https://app.example\r\n" + asks))
                  ->status,
              403);
}

TEST(ServerLimits, without_a_key_only_open_routes_answer) {
    access::AccessConfig callers;
    callers.required = true;
    TestServer server{{}, callers};
    const auto refused = server.ask(request("GET /api/v1/things", ""));
    EXPECT_EQ(refused->status, 401);
    EXPECT_EQ(refused->headers.count("www-authenticate"), 1u);
    server.things.latch.open();
    EXPECT_EQ(server.ask(request("GET /api/v1/things/late", ""))->status, 200);
    const auto key = server.access.create_key("robot", "deploy:read", std::nullopt, "test");
    const auto with_key = "Authorization: Bearer " + key.secret + "\r\n";
    EXPECT_EQ(server.ask(request("GET /api/v1/things", with_key))->status, 200);
    EXPECT_EQ(server.ask(request("POST /api/v1/things", with_key + "Content-Length: 2\r\n", "{}"))
                  ->status,
              403);
}

TEST(ServerLimits, any_bytes_are_answered_or_the_connection_ends) {
    TestServer server{hasty()};
    SeededRandom random{7};
    const auto good = request("POST /api/v1/echo", "Transfer-Encoding: chunked\r\nAccept: */*\r\n",
                              "3\r\nabc\r\n0\r\n\r\n");
    for (int round = 0; round < 200; ++round) {
        auto bad = good;
        for (int i = 0; i < 3; ++i)
            bad[random.next() % bad.size()] = static_cast<char>(random.next());
        TestClient client{server.port()};
        client.send(bad);
        const auto reply = client.read();
        if (reply) {
            EXPECT_LT(reply->status, 600);
            EXPECT_NE(reply->status, 500) << bad;
        }
    }
    EXPECT_EQ(server.ask(hello)->status, 200);
}

}  // namespace
}  // namespace ontos::http
