// Requests to a server on loopback, and those that must not be made.
#include "platform/outbound/http_client.hpp"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;

/// Answers one connection with these bytes.
class OneAnswer {
public:
    explicit OneAnswer(std::string bytes) : listener_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* any = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(listener_, any, size), 0);
        EXPECT_EQ(::listen(listener_, 1), 0);
        EXPECT_EQ(::getsockname(listener_, any, &size), 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread{[this, bytes = std::move(bytes)] { answer(bytes); }};
    }
    ~OneAnswer() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    OneAnswer(const OneAnswer&) = delete;
    OneAnswer& operator=(const OneAnswer&) = delete;

    std::string url(const std::string& host = "127.0.0.1") const {
        return "http://" + host + ':' + std::to_string(port_) + "/hook";
    }

private:
    void answer(const std::string& bytes) const {
        const int connection = ::accept(listener_, nullptr, nullptr);
        if (connection < 0) return;
        std::array<char, 4'096> request{};
        static_cast<void>(::recv(connection, request.data(), request.size(), 0));
        static_cast<void>(::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL));
        ::close(connection);
    }

    int listener_;
    int port_ = 0;
    std::jthread thread_;
};

OutboundRequest post_to(const std::string& url) {
    OutboundRequest request;
    request.method = "POST";
    request.url = url;
    request.body = "{}";
    return request;
}

FailureKind kind_of_failure(const OutboundRequest& request) {
    try {
        send_request(request);
    } catch (const Failure& failure) {
        return failure.kind();
    }
    ADD_FAILURE() << "it was answered";
    return FailureKind::internal;
}

TEST(Outbound, does_not_connect_to_an_address_that_the_guard_refuses) {
    const OneAnswer server{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
    const AddressGuard strict;
    auto request = post_to(server.url());
    request.guard = &strict;
    EXPECT_EQ(kind_of_failure(request), FailureKind::forbidden);
    request.url = server.url("localhost");
    EXPECT_EQ(kind_of_failure(request), FailureKind::forbidden) << "known only once it is resolved";

    const std::vector<std::string> allowed{"127.0.0.0/8"};
    const AddressGuard open{allowed};
    request.url = server.url();
    request.guard = &open;
    EXPECT_EQ(send_request(request).status, 200);
}

TEST(Outbound, follows_no_redirect) {
    const OneAnswer server{
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
        "Content-Length: 0\r\n\r\n"};
    EXPECT_EQ(send_request(post_to(server.url())).status, 302);
}

TEST(Outbound, reads_when_to_come_back) {
    const OneAnswer server{"HTTP/1.1 429 Slow\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n"};
    EXPECT_EQ(send_request(post_to(server.url())).retry_after, std::chrono::seconds{17});
}

TEST(Outbound, cuts_an_answer_that_is_too_long_or_refuses_it) {
    const auto bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + std::string(1'000, 'x');
    auto request = post_to("");
    request.reply_max = 10;
    {
        const OneAnswer server{bytes};
        request.url = server.url();
        EXPECT_EQ(kind_of_failure(request), FailureKind::unavailable);
    }
    const OneAnswer server{bytes};
    request.url = server.url();
    request.cut_reply = true;
    const auto reply = send_request(request);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, std::string(10, 'x'));
}

TEST(Outbound, fails_where_the_answer_ends_early) {
    const OneAnswer server{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"};
    EXPECT_EQ(kind_of_failure(post_to(server.url())), FailureKind::unavailable);
}

}  // namespace
}  // namespace ontos
