// Where connections come in, and the threads that serve them.
#include "platform/http/listener.hpp"

#include <algorithm>
#include <future>
#include <thread>

#include <pthread.h>

#include "platform/base/failure.hpp"
#include "platform/base/logging.hpp"
#include "platform/http/connection.hpp"

namespace ontos::http {
namespace {

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

Detached serve(IoThread& home, Socket socket) {
    Leave leave(home);  // after the connection
    try {
        Connection connection(home, std::move(socket));
        co_await connection.run();
    } catch (const std::exception& error) {
        log_error("a connection is cut", {{"cause", error.what()}});
    }
}

/// Some of them may end meanwhile, but only each itself.
template <class Tell>
void tell_connections(IoThread& home, Tell tell) {
    const auto connections = home.connections;
    for (auto* connection : connections) tell(*connection);
}

}  // namespace

Listener::Listener(Shared& shared, Random& random)
    : shared_{shared}, threads_{[&] {
          std::vector<std::unique_ptr<IoThread>> threads;
          for (int i = 0; i < std::max(1, shared.config.io_threads); ++i)
              threads.push_back(std::make_unique<IoThread>(shared, random.next()));
          return threads;
      }()} {}

Listener::~Listener() { stop({}); }

void Listener::bind() {
    auto [opened, error] = ListeningSocket::open(shared_.config.host, shared_.config.port);
    if (!opened)
        throw Failure{FailureKind::unavailable, "cannot listen on " + shared_.config.host + ":" +
                                                    std::to_string(shared_.config.port) + ": " +
                                                    error}
            .code("cannot_listen")
            .hint("Choose another address or port, or stop what uses it.");
    acceptor_ = std::move(*opened);
    port_ = acceptor_->port();
    threads_.front()->loop.watch(acceptor_->descriptor(), *this);
}

void Listener::start() {
    bind();
    is_running_ = true;
    for (auto& home : threads_) sweep(*home);
    for (auto& home : threads_)
        home->thread = std::thread{[&loop = home->loop] {
            pthread_setname_np(pthread_self(), "http");
            loop.run();
        }};
}

void Listener::ready(std::uint32_t) { accept_later(); }

/// Some, then again after others had their turn.
void Listener::accept_later() {
    if (!acceptor_) return;
    auto& loop = threads_.front()->loop;
    switch (accept_waiting()) {
        case Waiting::none:
            return;
        case Waiting::some:
            return loop.post([this] { accept_later(); });
        case Waiting::out_of_files:
            log_error("connections cannot be accepted: out of file descriptors?");
            return loop.call_after(out_of_files_pause, [this] { accept_later(); });
    }
}

Listener::Waiting Listener::accept_waiting() {
    for (int i = 0; i < accepted_at_once; ++i) {
        auto [outcome, accepted] = acceptor_->accept();
        if (outcome == ListeningSocket::Outcome::none_waits) return Waiting::none;
        if (outcome == ListeningSocket::Outcome::out_of_descriptors) return Waiting::out_of_files;
        adopt(emptiest(), std::move(accepted));
    }
    return Waiting::some;
}

IoThread& Listener::emptiest() {
    return **std::ranges::min_element(threads_, {}, [](const auto& home) {
        return home->assigned.load(std::memory_order_relaxed);
    });
}

void Listener::adopt(IoThread& home, Descriptor accepted) {
    if (shared_.open.load(std::memory_order_relaxed) >= shared_.config.max_connections) {
        refused_.add(1);
        Socket{std::move(accepted)}.send(full_answer(), {});
        return;
    }
    accepted_.add(1);
    shared_.open.fetch_add(1, std::memory_order_relaxed);
    home.assigned.fetch_add(1, std::memory_order_relaxed);
    // A function that is copied cannot hold the descriptor.
    auto held = std::make_shared<Descriptor>(std::move(accepted));
    home.loop.post([&home, held] { serve(home, Socket{std::move(*held)}); });
}

/// One timer a thread, instead of one an operation.
void Listener::sweep(IoThread& home) {
    home.loop.call_after(sweep_period(shared_.config.timeouts), [this, &home] {
        const auto now = shared_.clock.steady_now();
        tell_connections(home, [now](Connection& connection) { connection.sweep(now); });
        sweep(home);
    });
}

void Listener::stop(std::chrono::milliseconds grace) {
    if (!std::exchange(is_running_, false)) return;
    shared_.is_draining = true;
    std::promise<void> closed;
    threads_.front()->loop.post([&] {
        // What has reached the system's queue was promised to be served.
        accept_waiting();
        acceptor_.reset();
        closed.set_value();
    });
    closed.get_future().wait();
    for (auto& home : threads_)
        home->loop.post([home = home.get()] {
            tell_connections(*home, [](Connection& connection) { connection.drain(); });
        });
    if (!wait_until_empty(grace)) cut_all();
    // The last chunk's reader or writer may still be giving its place back.
    while (shared_.disk.running() > 0) std::this_thread::yield();
    for (auto& home : threads_) {
        home->loop.stop();
        home->thread.join();
    }
}

/// Handlers cannot be stopped: their connections end when they return.
void Listener::cut_all() {
    for (std::size_t round = 0; shared_.open > 0; ++round) {
        if (round == 0)
            log_warning("requests are cut: the grace is over",
                        {{"connections", shared_.open.load()}});
        for (auto& home : threads_)
            home->loop.post([home = home.get()] {
                tell_connections(*home, [](Connection& connection) { connection.abort(); });
            });
        wait_until_empty(std::chrono::milliseconds{100});
    }
}

bool Listener::wait_until_empty(std::chrono::milliseconds at_most) {
    std::unique_lock lock{shared_.mutex};
    return shared_.left.wait_for(lock, at_most, [this] { return shared_.open == 0; });
}

}  // namespace ontos::http
