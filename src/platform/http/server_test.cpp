// The server over real sockets: what clients rely on.
#include "platform/http/server.hpp"

#include <thread>

#include <gmock/gmock.h>

#include "platform/base/hash.hpp"
#include "platform/compression/compression.hpp"
#include "platform/http/decompression.hpp"
#include "platform/http/test_server.hpp"

namespace ontos::http {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view hello = "GET /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string post(std::string_view path, std::string_view body, std::string_view headers = "") {
    return "POST /api/v1" + std::string{path} +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + std::string{headers} + "\r\n" + std::string{body};
}

std::string get(std::string_view path, std::string_view headers = "") {
    return "GET /api/v1" + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\n" +
           std::string{headers} + "\r\n";
}

TEST(Server, answers_many_requests_on_one_connection) {
    TestServer server;
    TestClient client{server.port()};
    for (int i = 0; i < 50; ++i) {
        const auto body = "body " + std::to_string(i);
        EXPECT_EQ(client.ask(post("/echo", body))->body, body);
        EXPECT_EQ(client.ask(post("/pooled", body))->body, body);
        EXPECT_EQ(client.ask(get("/things"))->status, 200);
    }
    EXPECT_EQ(server.server->counters().connections_accepted, 1u);
    EXPECT_EQ(server.server->counters().answers_by_class[2], 150u);
}

TEST(Server, typed_routes_are_answered_with_their_caller) {
    TestServer server;
    const auto made =
        server.ask(post("/things", R"({"name": "a"})", "Content-Type: application/json\r\n"));
    EXPECT_EQ(made->status, 201);
    EXPECT_EQ(made->body, R"({"name":"a","made_by":"local"})");
    EXPECT_EQ(server.ask(post("/things", "{", "Content-Type: application/json\r\n"))->status, 400);
    EXPECT_EQ(server.ask(post("/things", "{}", "Content-Type: text/plain\r\n"))->status, 415);
}

TEST(Server, pipelined_requests_are_answered_in_order) {
    TestServer server;
    TestClient client{server.port()};
    std::string all;
    for (int i = 0; i < 100; ++i)
        all +=
            post(i % 3 == 0 ? "/pooled" : "/echo", std::string(static_cast<std::size_t>(i), 'a'));
    ASSERT_TRUE(client.send(all));
    for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(client.read()->body.size(), i);
}

TEST(Server, a_request_may_come_one_byte_at_a_time) {
    TestServer server;
    TestClient client{server.port()};
    const auto chunked = std::string{
        "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n"};
    for (const auto& request : {post("/echo", "abcde"), chunked, post("/echo", "abcde")}) {
        for (const char c : request) ASSERT_TRUE(client.send({&c, 1}));
        EXPECT_EQ(client.read()->body, "abcde");
    }
}

TEST(Server, what_follows_a_chunked_body_is_the_next_request) {
    TestServer server;
    TestClient client{server.port()};
    client.send(
        "POST /api/v1/pooled HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nabcde\r\n0\r\n\r\n" +
        post("/echo", "next") + std::string{hello});
    EXPECT_EQ(client.read()->body, "abcde");
    EXPECT_EQ(client.read()->body, "next");
    EXPECT_EQ(client.read()->body, "hello");
}

TEST(Server, head_is_get_without_its_body) {
    TestServer server;
    TestClient client{server.port()};
    const auto reply = client.ask("HEAD /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->headers.at("content-length"), "5");
    EXPECT_EQ(client.ask(hello)->body, "hello");  // no byte of a body came between
}

TEST(Server, every_answer_carries_the_common_headers) {
    TestServer server;
    const auto given =
        server.ask(get("/nope",
                       "X-Request-Id: mine-1\r\n"
                       "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"));
    EXPECT_EQ(given->status, 404);
    EXPECT_EQ(given->headers.at("x-request-id"), "mine-1");
    EXPECT_EQ(given->headers.at("traceparent"),
              "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    EXPECT_THAT(given->body, HasSubstr(R"("request_id":"mine-1")"));
    const auto made = server.ask(get("/hello", "X-Request-Id: a b\r\ntraceparent: 00-0-0-00\r\n"));
    EXPECT_EQ(made->headers.at("x-request-id").size(), 36u);
    EXPECT_EQ(made->headers.at("traceparent").size(), 55u);
    EXPECT_EQ(made->headers.at("server"), "ontos");
    EXPECT_EQ(made->headers.count("date"), 1u);
}

TEST(Server, failures_of_every_kind_are_json) {
    TestServer server;
    EXPECT_EQ(server.ask(get("/nope"))->status, 404);
    const auto wrong = server.ask(post("/hello", ""));
    EXPECT_EQ(wrong->status, 405);
    EXPECT_THAT(wrong->headers.at("allow"), HasSubstr("GET"));
    const auto broken = server.ask(get("/throws"));
    EXPECT_EQ(broken->status, 500);
    EXPECT_THAT(broken->body, HasSubstr("incident"));
    EXPECT_THAT(broken->body, Not(HasSubstr("a secret")));
    for (const auto& reply : {server.ask(get("/nope")), wrong, broken})
        EXPECT_EQ(reply->headers.at("content-type"), "application/json");
}

TEST(Server, options_names_the_methods) {
    TestServer server;
    const auto reply = server.ask("OPTIONS /api/v1/things HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(reply->status, 204);
    EXPECT_THAT(reply->headers.at("allow"), HasSubstr("POST"));
    EXPECT_EQ(reply->headers.count("content-length"), 0u);
    EXPECT_EQ(server.ask("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n")->status, 204);
}

TEST(Server, http_1_0_closes_unless_asked_to_stay) {
    TestServer server;
    TestClient once{server.port()};
    EXPECT_EQ(once.ask("GET /api/v1/hello HTTP/1.0\r\n\r\n")->headers.at("connection"), "close");
    EXPECT_TRUE(once.is_closed());
    TestClient again{server.port()};
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(again.ask("GET /api/v1/hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                      ->headers.at("connection"),
                  "keep-alive");
}

TEST(Server, connection_close_is_obeyed) {
    TestServer server;
    TestClient client{server.port()};
    EXPECT_EQ(client.ask(get("/hello", "Connection: close\r\n"))->headers.at("connection"),
              "close");
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, the_absolute_form_of_a_target_is_the_same_route) {
    TestServer server;
    EXPECT_EQ(
        server.ask("GET http://localhost/api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n")->body,
        "hello");
    EXPECT_EQ(
        server.ask("GET http://evil.example/api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
            ->status,
        400);
    EXPECT_EQ(
        server.ask("GET http://evil.example/x HTTP/1.1\r\nHost: evil.example\r\n\r\n")->status,
        403);
    EXPECT_EQ(server.ask("GET hello HTTP/1.1\r\nHost: localhost\r\n\r\n")->status, 400);
}

TEST(Server, a_large_body_waits_for_100_continue) {
    TestServer server;
    TestClient client{server.port()};
    const std::string headers = "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n";
    client.send("POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\n" + headers);
    EXPECT_EQ(client.read()->status, 100);
    EXPECT_EQ(client.ask("abcde")->body, "abcde");
    client.send("POST /api/v1/nope HTTP/1.1\r\nHost: localhost\r\n" + headers);
    const auto refused = client.read();
    EXPECT_EQ(refused->status, 404);  // without a 100 before it
    EXPECT_EQ(refused->headers.at("connection"), "close");
}

TEST(Server, a_refused_request_with_a_small_body_keeps_the_connection) {
    TestServer server;
    TestClient client{server.port()};
    EXPECT_EQ(client.ask(post("/nope", std::string(50'000, 'x')))->status, 404);
    EXPECT_EQ(client.ask(hello)->body, "hello");
    EXPECT_EQ(client.ask(post("/nope", std::string(500'000, 'x')))->headers.at("connection"),
              "close");
}

TEST(Server, texts_are_compressed_for_those_who_accept_it) {
    TestServer server;
    const auto zipped = server.ask(get("/things", "Accept-Encoding: gzip\r\n"));
    const auto plain = server.ask(get("/things"));
    EXPECT_EQ(zipped->headers.at("content-encoding"), "gzip");
    EXPECT_EQ(zipped->headers.at("vary"), "Accept-Encoding");
    EXPECT_EQ(plain->headers.count("content-encoding"), 0u);
    EXPECT_EQ(plain->headers.at("vary"), "Accept-Encoding");
    BodyBudget budget{1 << 20};
    BodyBuffer unzipped{budget};
    decompress(zipped->body, 1 << 20, unzipped);
    EXPECT_EQ(unzipped.view(), plain->body);
    EXPECT_EQ(server.ask(get("/big/15000", "Accept-Encoding: gzip\r\n"))->body.size(), 15'000u);
    EXPECT_LT(server.ask(get("/big/17000", "Accept-Encoding: gzip\r\n"))->body.size(), 1000u);
}

TEST(Server, gzip_bodies_are_read) {
    TestServer server;
    const std::string text(50'000, 'a');
    for (const std::string_view path : {"/echo", "/pooled"})
        EXPECT_EQ(server.ask(post(path, gzip(text), "Content-Encoding: gzip\r\n"))->body, text);
    EXPECT_EQ(server.ask(post("/echo", "not gzip", "Content-Encoding: gzip\r\n"))->status, 400);
    EXPECT_EQ(server.ask(post("/echo", "x", "Content-Encoding: br\r\n"))->status, 415);
}

TEST(Server, a_file_is_streamed_whole) {
    TestServer server;
    std::string bytes(2'500'001, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 >> 8);
    std::ofstream{server.folder.path / "file", std::ios::binary} << bytes;
    TestClient client{server.port()};
    EXPECT_EQ(sha256_hex(client.ask(get("/file"))->body), sha256_hex(bytes.substr(1)));
    EXPECT_EQ(client.ask(hello)->body, "hello");
    const auto head = client.ask("HEAD /api/v1/file HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(head->headers.at("content-length"), "2500000");
}

TEST(Server, a_file_that_is_missing_or_short_is_a_500) {
    TestServer server;
    EXPECT_EQ(server.ask(get("/file"))->status, 500);
    std::ofstream{server.folder.path / "file"} << "short";
    EXPECT_EQ(server.ask(get("/file"))->status, 500);
}

TEST(Server, a_large_answer_reaches_a_client_that_starts_late) {
    TestServer server;
    TestClient client{server.port()};
    client.send(get("/big/20000000"));
    client.send(get("/big/3"));
    EXPECT_EQ(client.read()->body.size(), 20'000'000u);
    EXPECT_EQ(client.read()->body, "xxx");
}

TEST(Server, a_header_of_a_handler_cannot_split_the_answer) {
    TestServer server;
    const auto reply = server.ask(get("/split"));
    EXPECT_EQ(reply->headers.at("x-name"), "a  Set-Cookie: b");
    EXPECT_EQ(reply->headers.count("set-cookie"), 0u);
}

TEST(Server, a_full_pool_is_answered_at_once) {
    FullExecutor full;
    TestServer server{{}, {}, &full};
    TestClient client{server.port()};
    const auto typed = client.ask(get("/things"));
    EXPECT_EQ(typed->status, 503);
    EXPECT_EQ(typed->headers.at("retry-after"), "1");
    const auto raw = client.ask(post("/full", "x"));
    EXPECT_EQ(raw->status, 429);
    EXPECT_EQ(raw->headers.at("retry-after"), "1");
    EXPECT_EQ(client.ask(hello)->body, "hello");
}

TEST(Server, a_second_server_on_the_port_is_refused_with_the_address) {
    TestServer first;
    SystemClock clock;
    SystemRandom random;
    ServerConfig config;
    config.port = first.port();
    Server second{config, first.router, first.access, first.pool, clock, random};
    try {
        second.start();
        FAIL() << "it has started";
    } catch (const Failure& failure) {
        EXPECT_THAT(failure.message(), HasSubstr("127.0.0.1:" + std::to_string(first.port())));
        EXPECT_THAT(failure.message(), HasSubstr("in use"));
    }
}

TEST(Server, a_client_that_leaves_early_harms_nobody) {
    TestServer server;
    for (int i = 0; i < 20; ++i) {
        TestClient{server.port()}.send(post("/echo", "abcde").substr(0, 80));
        TestClient{server.port()}.send(
            "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\n"
            "Transfer-Encoding: chunked\r\n\r\nff\r\nabc");
        TestClient{server.port()}.send(get("/big/3000000"));
        TestClient{server.port()}.send(get("/late"));
        if (i == 3) server.latch.open();
    }
    server.latch.open();
    EXPECT_EQ(server.ask(hello)->body, "hello");
}

TEST(Server, two_threads_share_the_connections) {
    ServerConfig config;
    config.io_threads = 2;
    TestServer server{config};
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 10; ++i) clients.push_back(std::make_unique<TestClient>(server.port()));
    for (int round = 0; round < 20; ++round) {
        for (auto& client : clients) client->send(post("/pooled", "x"));
        for (auto& client : clients) EXPECT_EQ(client->read()->body, "x");
    }
}

}  // namespace
}  // namespace ontos::http
