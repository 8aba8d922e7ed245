// Sockets of TCP that never wait.
#include "platform/http/socket.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace ontos::http {
namespace {

constexpr int backlog = 1024;

/// An address of either family.
struct Address {
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_storage);

    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    sockaddr_in* v4() { return reinterpret_cast<sockaddr_in*>(&storage); }
    sockaddr_in6* v6() { return reinterpret_cast<sockaddr_in6*>(&storage); }
};

std::optional<Address> address_of(const std::string& host, std::uint16_t port) {
    Address address;
    if (::inet_pton(AF_INET, host.c_str(), &address.v4()->sin_addr) == 1) {
        address.storage.ss_family = AF_INET;
        address.v4()->sin_port = htons(port);
        address.size = sizeof(sockaddr_in);
        return address;
    }
    if (::inet_pton(AF_INET6, host.c_str(), &address.v6()->sin6_addr) == 1) {
        address.storage.ss_family = AF_INET6;
        address.v6()->sin6_port = htons(port);
        address.size = sizeof(sockaddr_in6);
        return address;
    }
    return std::nullopt;
}

/// Calls until no signal has interrupted it.
template <class Call>
ssize_t uninterrupted(Call&& call) {
    ssize_t result = 0;
    do result = call();
    while (result < 0 && errno == EINTR);
    return result;
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

std::optional<std::size_t> moved(ssize_t result) {
    if (result >= 0) return static_cast<std::size_t>(result);
    if (would_block()) return std::nullopt;
    return 0;
}

void set_option(int descriptor, int level, int name) {
    const int on = 1;
    ::setsockopt(descriptor, level, name, &on, sizeof on);
}

}  // namespace

std::string system_message(int error) {
    return std::error_code{error, std::system_category()}.message();
}

void Socket::send_at_once() { set_option(descriptor(), IPPROTO_TCP, TCP_NODELAY); }

std::string Socket::peer_address() const {
    Address address;
    std::array<char, NI_MAXHOST> text{};
    if (::getpeername(descriptor(), address.get(), &address.size) != 0) return {};
    if (::getnameinfo(address.get(), address.size, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) != 0)
        return {};
    return text.data();
}

std::optional<std::size_t> Socket::receive(std::span<char> into) {
    return moved(uninterrupted([&] { return ::recv(descriptor(), into.data(), into.size(), 0); }));
}

std::optional<std::size_t> Socket::send(std::string_view first, std::string_view second) {
    const auto piece = [](std::string_view text) {
        return iovec{const_cast<char*>(text.data()), text.size()};
    };
    std::array pieces{piece(first), piece(second)};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    return moved(uninterrupted([&] { return ::sendmsg(descriptor(), &message, MSG_NOSIGNAL); }));
}

bool Socket::is_ended() {
    char byte = 0;
    const auto result =
        uninterrupted([&] { return ::recv(descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT); });
    return result == 0 || (result < 0 && !would_block());
}

void Socket::end_sending() { ::shutdown(descriptor(), SHUT_WR); }

std::pair<std::optional<ListeningSocket>, std::string> ListeningSocket::open(
    const std::string& host, std::uint16_t port) {
    const auto failed = [] { return std::pair{std::nullopt, system_message(errno)}; };
    auto address = address_of(host, port);
    if (!address) return {std::nullopt, system_message(EINVAL)};
    Descriptor descriptor{
        ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!descriptor.is_open()) return failed();
    set_option(descriptor.get(), SOL_SOCKET, SO_REUSEADDR);
    if (::bind(descriptor.get(), address->get(), address->size) != 0) return failed();
    if (::listen(descriptor.get(), backlog) != 0) return failed();
    return {std::optional{ListeningSocket{std::move(descriptor)}}, std::string{}};
}

std::uint16_t ListeningSocket::port() const {
    Address address;
    ::getsockname(descriptor(), address.get(), &address.size);
    const bool is_v6 = address.storage.ss_family == AF_INET6;
    return ntohs(is_v6 ? address.v6()->sin6_port : address.v4()->sin_port);
}

std::pair<ListeningSocket::Outcome, Descriptor> ListeningSocket::accept() {
    for (;;) {
        Descriptor accepted{
            ::accept4(descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
        if (accepted.is_open()) return {Outcome::accepted, std::move(accepted)};
        if (errno == EINTR || errno == ECONNABORTED) continue;
        return {would_block() ? Outcome::none_waits : Outcome::out_of_descriptors, Descriptor{}};
    }
}

}  // namespace ontos::http
