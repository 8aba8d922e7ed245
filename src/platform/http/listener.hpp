#pragma once
// Where connections come in, and the threads that serve them.

#include <memory>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/http/io_thread.hpp"

namespace ontos::http {

namespace asio = boost::asio;

/// The threads, and the one acceptor that deals connections out to them. start() and stop() are
/// called by one thread.
class Listener {
public:
    Listener(Shared& shared, Random& random);
    ~Listener();

    /// Throws Failure{unavailable} if the address cannot be bound.
    void start();
    std::uint16_t port() const { return port_; }
    void stop(std::chrono::milliseconds grace);
    const std::vector<std::unique_ptr<IoThread>>& threads() const { return threads_; }
    std::uint64_t accepted() const { return accepted_.get(); }
    std::uint64_t refused() const { return refused_.get(); }

private:
    using WorkGuard = asio::executor_work_guard<asio::io_context::executor_type>;

    void bind();
    asio::awaitable<void> accept();
    asio::awaitable<void> sweep(IoThread& home);
    bool accept_waiting();
    void adopt(IoThread& home, asio::ip::tcp::socket socket);
    IoThread& emptiest();
    void close_acceptor();
    void cut_all();
    bool wait_until_empty(std::chrono::milliseconds at_most);

    Shared& shared_;
    std::vector<std::unique_ptr<IoThread>> threads_;
    std::vector<WorkGuard> guards_;
    asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    bool is_running_ = false;
    Counter accepted_, refused_;
};

}  // namespace ontos::http
