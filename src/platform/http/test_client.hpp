#pragma once
// A client for the tests of the server: raw bytes out, replies in.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/base/text.hpp"

namespace ontos::http {

struct ClientReply {
    int status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
};

/// One connection. Waits at most 20 s for anything.
class TestClient {
public:
    explicit TestClient(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        is_connected_ =
            ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~TestClient() { close(); }
    TestClient(const TestClient&) = delete;
    TestClient& operator=(const TestClient&) = delete;

    bool is_connected() const { return is_connected_; }
    void close() {
        if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    }
    void half_close() { ::shutdown(socket_, SHUT_WR); }

    /// False: the other end has gone.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (size <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(size));
        }
        return true;
    }

    /// The next reply; nothing if the connection ends before it is whole.
    std::optional<ClientReply> read(bool has_body = true) {
        while (held_.find("\r\n\r\n") == held_.npos)
            if (!receive()) return std::nullopt;
        ClientReply reply;
        const auto end = held_.find("\r\n\r\n");
        const auto head = held_.substr(0, end + 2);
        held_.erase(0, end + 4);
        reply.status = std::stoi(head.substr(9, 3));
        for (auto at = head.find("\r\n") + 2; at < head.size();) {
            const auto line_end = head.find("\r\n", at);
            const auto colon = head.find(": ", at);
            reply.headers[lower_case(head.substr(at, colon - at))] =
                head.substr(colon + 2, line_end - colon - 2);
            at = line_end + 2;
        }
        const auto length = reply.headers.find("content-length");
        if (!has_body || length == reply.headers.end()) return reply;
        const auto size = std::stoul(length->second);
        while (held_.size() < size)
            if (!receive()) return std::nullopt;
        reply.body = held_.substr(0, size);
        held_.erase(0, size);
        return reply;
    }

    std::optional<ClientReply> ask(std::string_view request) {
        send(request);
        return read(!request.starts_with("HEAD"));
    }

    /// All that comes until the server closes.
    std::string read_to_end() {
        while (receive()) continue;
        return std::exchange(held_, {});
    }

    /// True if the server closes without a further byte.
    bool is_closed() { return held_.empty() && !receive(); }

private:
    bool receive() {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, 20'000) != 1) return false;
        char bytes[65536];
        const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
        if (size <= 0) return false;
        held_.append(bytes, static_cast<std::size_t>(size));
        return true;
    }

    int socket_ = -1;
    bool is_connected_ = false;
    std::string held_;
};

}  // namespace ontos::http
