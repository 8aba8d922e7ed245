// Where connections come in, and the threads that serve them.
#include "platform/http/listener.hpp"

#include <algorithm>
#include <future>
#include <thread>

#include <pthread.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/base/failure.hpp"
#include "platform/base/logging.hpp"
#include "platform/http/connection.hpp"

namespace ontos::http {
namespace {

using asio::ip::tcp;

constexpr int backlog = 1024;
constexpr int accepted_at_once = 64;
constexpr std::chrono::milliseconds out_of_files_pause{100};

/// To a connection that is one too many: it has sent nothing that could be named.
std::string full_answer() {
    static constexpr std::string_view body =
        R"({"detail":"The server has as many connections as it takes.",)"
        R"("title":"Service Unavailable","status":503,"code":"unavailable","request_id":""})";
    return "HTTP/1.1 503 Service Unavailable\r\nServer: ontos\r\nContent-Type: application/json\r\n"
           "Retry-After: 1\r\nConnection: close\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

/// A deadline is noticed at most this late.
std::chrono::milliseconds sweep_period(const Timeouts& timeouts) {
    const auto least = std::min({timeouts.header, timeouts.body, timeouts.idle, timeouts.write});
    return std::clamp(least / 8, std::chrono::milliseconds{2}, std::chrono::milliseconds{250});
}

/// Tells whoever stops the server that a connection has ended.
class Leave {
public:
    explicit Leave(IoThread& home) : home_{home} {}
    Leave(const Leave&) = delete;
    Leave& operator=(const Leave&) = delete;
    ~Leave() {
        home_.assigned.fetch_sub(1, std::memory_order_relaxed);
        const std::lock_guard lock{home_.shared.mutex};
        home_.shared.open.fetch_sub(1, std::memory_order_relaxed);
        home_.shared.left.notify_all();
    }

private:
    IoThread& home_;
};

asio::awaitable<void> serve(IoThread& home, tcp::socket socket) {
    Leave leave(home);  // after the connection
    Connection connection(home, std::move(socket));
    co_await connection.run();
}

}  // namespace

Listener::Listener(Shared& shared, Random& random)
    : shared_{shared},
      threads_{[&] {
          std::vector<std::unique_ptr<IoThread>> threads;
          for (int i = 0; i < std::max(1, shared.config.io_threads); ++i)
              threads.push_back(std::make_unique<IoThread>(shared, random.next()));
          return threads;
      }()},
      acceptor_{threads_.front()->context} {}

Listener::~Listener() { stop({}); }

void Listener::bind() {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(shared_.config.host, error);
    const tcp::endpoint endpoint{address, shared_.config.port};
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(backlog, error);
    if (!error) acceptor_.non_blocking(true, error);
    if (error)
        throw Failure{FailureKind::unavailable, "cannot listen on " + shared_.config.host + ":" +
                                                    std::to_string(shared_.config.port) + ": " +
                                                    error.message()}
            .code("cannot_listen")
            .hint("Choose another address or port, or stop what uses it.");
    port_ = acceptor_.local_endpoint().port();
}

void Listener::start() {
    bind();
    is_running_ = true;
    for (auto& home : threads_) {
        guards_.emplace_back(home->context.get_executor());
        asio::co_spawn(home->context, sweep(*home), asio::detached);
    }
    asio::co_spawn(threads_.front()->context, accept(), asio::detached);
    for (auto& home : threads_)
        home->thread = std::thread{[&context = home->context] {
            pthread_setname_np(pthread_self(), "http");
            context.run();
        }};
}

asio::awaitable<void> Listener::accept() {
    asio::steady_timer pause(acceptor_.get_executor());
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    for (;;) {
        co_await acceptor_.async_wait(tcp::acceptor::wait_read, token);
        if (error || !acceptor_.is_open()) co_return;
        if (accept_waiting()) continue;
        log_error("connections cannot be accepted: out of file descriptors?");
        pause.expires_after(out_of_files_pause);
        co_await pause.async_wait(token);
    }
}

/// False: the system has no room for another one.
bool Listener::accept_waiting() {
    for (int i = 0; i < accepted_at_once; ++i) {
        auto& home = emptiest();
        tcp::socket socket{home.context};
        boost::system::error_code error;
        acceptor_.accept(socket, error);
        if (error == asio::error::would_block) return true;
        if (error == asio::error::connection_aborted || error == asio::error::interrupted) continue;
        if (error) return false;
        adopt(home, std::move(socket));
    }
    return true;
}

IoThread& Listener::emptiest() {
    return **std::ranges::min_element(threads_, {}, [](const auto& home) {
        return home->assigned.load(std::memory_order_relaxed);
    });
}

void Listener::adopt(IoThread& home, tcp::socket socket) {
    if (shared_.open.load(std::memory_order_relaxed) >= shared_.config.max_connections) {
        refused_.add(1);
        boost::system::error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(full_answer()), ignored);
        return;
    }
    accepted_.add(1);
    shared_.open.fetch_add(1, std::memory_order_relaxed);
    home.assigned.fetch_add(1, std::memory_order_relaxed);
    asio::co_spawn(home.context, serve(home, std::move(socket)), asio::detached);
}

/// One timer a thread, instead of one an operation.
asio::awaitable<void> Listener::sweep(IoThread& home) {
    asio::steady_timer timer(home.context);
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const auto period = sweep_period(shared_.config.timeouts);
    for (;;) {
        timer.expires_after(period);
        co_await timer.async_wait(token);
        const auto now = shared_.clock.steady_now();
        for (auto* connection : home.connections) connection->sweep(now);
    }
}

void Listener::stop(std::chrono::milliseconds grace) {
    if (!std::exchange(is_running_, false)) return;
    shared_.is_draining = true;
    std::promise<void> closed;
    asio::post(threads_.front()->context, [&] {
        close_acceptor();
        closed.set_value();
    });
    closed.get_future().wait();
    for (auto& home : threads_)
        asio::post(home->context, [home = home.get()] {
            for (auto* connection : home->connections) connection->drain();
        });
    if (!wait_until_empty(grace)) cut_all();
    // The last chunk's reader or writer may still be giving its place back.
    while (shared_.disk.running() > 0) std::this_thread::yield();
    guards_.clear();
    for (auto& home : threads_) {
        home->context.stop();
        home->thread.join();
    }
}

/// What has reached the system's queue was promised to be served.
void Listener::close_acceptor() {
    accept_waiting();
    boost::system::error_code ignored;
    acceptor_.close(ignored);
}

/// Handlers cannot be stopped: their connections end when they return.
void Listener::cut_all() {
    for (std::size_t round = 0; shared_.open > 0; ++round) {
        if (round == 0)
            log_warning("requests are cut: the grace is over",
                        {{"connections", shared_.open.load()}});
        for (auto& home : threads_)
            asio::post(home->context, [home = home.get()] {
                for (auto* connection : home->connections) connection->abort();
            });
        wait_until_empty(std::chrono::milliseconds{100});
    }
}

bool Listener::wait_until_empty(std::chrono::milliseconds at_most) {
    std::unique_lock lock{shared_.mutex};
    return shared_.left.wait_for(lock, at_most, [this] { return shared_.open == 0; });
}

}  // namespace ontos::http
