#pragma once
// Sockets of TCP that never wait.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "platform/base/descriptor.hpp"

namespace ontos::http {

/// What the system says of an error number.
std::string system_message(int error);

/// A connection. Owned by one thread.
class Socket {
public:
    explicit Socket(Descriptor descriptor) : descriptor_{std::move(descriptor)} {}

    int descriptor() const { return descriptor_.get(); }
    /// Answers leave at once, not when the other end has acknowledged the one before.
    void send_at_once();
    /// Of the other end; empty if it has gone.
    std::string peer_address() const;

    /// How many bytes came; 0: no more will come. nullopt: none is there yet.
    std::optional<std::size_t> receive(std::span<char> into);
    /// How many bytes the system took; 0: none will ever be. nullopt: it has no room now.
    std::optional<std::size_t> send(std::string_view first, std::string_view second);
    /// Whether the other end has closed the connection or broken it off.
    bool is_ended();
    void end_sending();
    void close() { descriptor_.close(); }

private:
    Descriptor descriptor_;
};

/// A bound socket that listens. Owned by one thread.
class ListeningSocket {
public:
    /// `host` is an address as text. Nullopt, and why not.
    static std::pair<std::optional<ListeningSocket>, std::string> open(const std::string& host,
                                                                       std::uint16_t port);

    int descriptor() const { return descriptor_.get(); }
    std::uint16_t port() const;
    enum class Outcome { accepted, none_waits, out_of_descriptors };
    /// A connection that waits, if there is one.
    std::pair<Outcome, Descriptor> accept();
    void close() { descriptor_.close(); }
    bool is_open() const { return descriptor_.is_open(); }

private:
    explicit ListeningSocket(Descriptor descriptor) : descriptor_{std::move(descriptor)} {}

    Descriptor descriptor_;
};

}  // namespace ontos::http
