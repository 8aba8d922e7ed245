#pragma once
// Where connections come in, and the threads that serve them.

#include <memory>
#include <optional>
#include <vector>

#include "platform/http/io_thread.hpp"
#include "platform/http/socket.hpp"

namespace ontos::http {

/// The threads, and the one acceptor that deals connections out to them. start() and stop() are
/// called by one thread.
class Listener final : private Watcher {
public:
    Listener(Shared& shared, Random& random);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// Throws Failure{unavailable} if the address cannot be bound.
    void start();
    std::uint16_t port() const { return port_; }
    void stop(std::chrono::milliseconds grace);
    const std::vector<std::unique_ptr<IoThread>>& threads() const { return threads_; }
    std::uint64_t accepted() const { return accepted_.get(); }
    std::uint64_t refused() const { return refused_.get(); }

private:
    enum class Waiting { none, some, out_of_files };

    void bind();
    void ready(std::uint32_t events) override;
    Waiting accept_waiting();
    void accept_later();
    void sweep(IoThread& home);
    void adopt(IoThread& home, Descriptor accepted);
    IoThread& emptiest();
    void cut_all();
    bool wait_until_empty(std::chrono::milliseconds at_most);

    Shared& shared_;
    std::vector<std::unique_ptr<IoThread>> threads_;
    std::optional<ListeningSocket> acceptor_;  ///< the first thread's, while it runs
    std::uint16_t port_ = 0;
    bool is_running_ = false;
    Counter accepted_, refused_;
};

}  // namespace ontos::http
