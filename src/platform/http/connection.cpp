// One connection: requests are read, answered one at a time and in order, and timed.
#include "platform/http/connection.hpp"

#include "platform/base/logging.hpp"
#include "platform/http/run_on.hpp"

namespace ontos::http {
namespace {

constexpr std::size_t first_read_bytes = 4096;
constexpr std::size_t max_linger_bytes = 64u << 20;
constexpr std::chrono::milliseconds linger_time{2000};
constexpr std::chrono::milliseconds last_moment{100};

}  // namespace

Connection::Connection(IoThread& home, Socket socket)
    : home_{home},
      config_{home.shared.config},
      socket_{std::move(socket)},
      peer_{socket_.peer_address()},
      place_in_home_{home.connections.size()},
      exchange_{parser_.head()},
      body_{home.shared.budget} {
    home_.loop.watch(socket_.descriptor(), *this);
    home_.connections.push_back(this);
    exchange_.head.peer = peer_;
    socket_.send_at_once();
}

Connection::~Connection() {
    home_.loop.forget(*this);
    home_.connections.back()->place_in_home_ = place_in_home_;
    home_.connections[place_in_home_] = home_.connections.back();
    home_.connections.pop_back();
}

Task<> Connection::run() {
    while (!is_gone_ && !closes_) {
        auto is_there = co_await read_head();
        if (!is_there) co_return;
        co_await serve();
    }
    if (!is_gone_) {
        co_await linger();
    }
}

void Connection::sweep(SteadyTime now) {
    if (now < deadline_) return;
    is_cut_ = true;
    stop_waiting();
}

void Connection::drain() {
    if (phase_ == Phase::idle) expect(Phase::idle, last_moment);
}

void Connection::abort() {
    is_gone_ = true;
    socket_.close();
    stop_waiting();
}

void Connection::Wait::await_suspend(std::coroutine_handle<> coroutine) const {
    connection.awaited_ = awaited;
    connection.coroutine_ = coroutine;
    if (awaited == Awaited::sent || awaited == Awaited::turn)
        connection.home_.loop.defer(connection);
}

void Connection::ready(std::uint32_t events) {
    constexpr std::uint32_t broken = EPOLLHUP | EPOLLERR;
    if ((events & (EPOLLIN | EPOLLRDHUP | broken)) != 0) is_readable_ = true;
    if ((events & (EPOLLOUT | broken)) != 0) is_writable_ = true;
    if ((events & (EPOLLRDHUP | broken)) != 0) is_ending_ = true;
    const auto is_it = (awaited_ == Awaited::readable && is_readable_) ||
                       (awaited_ == Awaited::writable && is_writable_);
    if (is_it) go_on();
}

void Connection::act() {
    if (awaited_ == Awaited::sent) write_now();
}

void Connection::go_on() {
    awaited_ = Awaited::nothing;
    std::exchange(coroutine_, {}).resume();
}

/// What waits for the other end goes on without it.
void Connection::stop_waiting() {
    if (awaited_ == Awaited::readable || awaited_ == Awaited::writable) go_on();
}

void Connection::expect(Phase phase, std::chrono::milliseconds at_most) {
    phase_ = phase;
    is_cut_ = false;
    deadline_ = home_.shared.clock.steady_now() + at_most;
}

void Connection::stop_clock(Phase phase) {
    phase_ = phase;
    is_cut_ = false;
    deadline_ = SteadyTime::max();
}

/// False: the connection has ended, or was idle for too long.
Task<bool> Connection::read_head() {
    const auto is_last = home_.shared.is_draining.load(std::memory_order_relaxed);
    expect(Phase::idle, is_last ? last_moment : config_.timeouts.idle);
    while (!take_head()) {
        if (phase_ == Phase::idle && !input_.is_empty())
            expect(Phase::header, config_.timeouts.header);
        auto space = input_.prepare(first_read_bytes);
        auto size = co_await read_into(space);
        if (size > 0) {
            input_.commit(size);
            continue;
        }
        if (!is_cut_ || phase_ == Phase::idle || is_gone_) co_return false;
        home_.counters.cut.add(1);
        refuse_malformed(
            ProtocolFailure(408, "request_timeout", "The request's header took too long."));
        break;
    }
    co_return true;
}

/// 0: the other end has ended, or the time is over. At most once a turn, so that others come
/// between.
Task<std::size_t> Connection::read_into(std::span<char> space) {
    for (;;) {
        if (!is_readable_) {
            co_await until(Awaited::readable);
        }
        if (is_cut_ || is_gone_) co_return 0;
        const auto size = socket_.receive(space);
        if (!size) {
            is_readable_ = false;
            continue;
        }
        home_.counters.received.add(*size);
        // Less than there was room for is all there was.
        is_readable_ = *size == space.size() || is_ending_;
        if (is_readable_ && *size > 0) {
            co_await until(Awaited::turn);
        }
        co_return *size;
    }
}

/// True: a request is there, or what cannot become one and is refused.
bool Connection::take_head() {
    while (scanned_ == 0 && input_.view().starts_with("\r\n")) input_.consume(2);
    const auto bytes = input_.view();
    try {
        const HeadLimits limits{config_.max_header_bytes, config_.max_url_bytes};
        const auto size = find_head_end(bytes, scanned_, limits);
        scanned_ = bytes.size();
        if (!size) return false;
        exchange_.head.arrived = home_.shared.clock.steady_now();
        unread_ = parser_.parse_head(bytes.substr(0, *size)).content_length;
        input_.consume(*size);
    } catch (const ProtocolFailure& failure) {
        home_.counters.malformed.add(1);
        refuse_malformed(failure);
    }
    return true;
}

void Connection::refuse_malformed(const ProtocolFailure& failure) {
    is_malformed_ = true;
    parser_.forget();
    unread_ = 0;
    exchange_.head.method_text = exchange_.head.target = exchange_.cors_origin = {};
    name_request(home_.site, exchange_);
    reply_ = protocol_reply(failure, exchange_.head);
}

Task<> Connection::serve() {
    stop_clock(Phase::working);
    const auto is_answered = is_malformed_ || answer_now();
    if (!is_answered) {
        co_await answer_later();
    }
    if (!is_gone_) {
        co_await send_reply();
    }
    if (!is_gone_ && !closes_ && has_unread_body()) {
        co_await discard_body();
    }
    end_request();
}

/// Answers what needs no waiting: refusals, and raw routes that run here. False: answer_later().
bool Connection::answer_now() {
    try {
        auto refused = pass(home_.site, exchange_);
        if (!refused) return take_whole_body() && place();
        reply_ = std::move(*refused);
    } catch (...) {
        refuse_current();
    }
    if (!is_body_read_) home_.counters.refused.add(1);
    return true;
}

Task<> Connection::answer_later() {
    try {
        if (!is_body_read_) {
            co_await read_body();
        }
        stop_clock(Phase::working);
        if (!executor_ && place()) co_return;
        std::function<void()> work = [this] { run_handler(); };
        auto was_taken = co_await run_on(home_.loop, *executor_, work);
        if (!was_taken) refuse_full();
    } catch (...) {
        refuse_current();
    }
}

/// True: answered. False: `executor_` is where it is to be answered.
bool Connection::place() {
    const auto parts = form_ ? form_->parts() : std::span<api::FormPart>{};
    request_.emplace(exchange_.head, exchange_.caller, body_.view(), parts);
    auto* raw = exchange_.admission.raw;
    if (!raw) {
        executor_ = &home_.shared.control_pool;
        return false;
    }
    call_.emplace(*request_, exchange_.admission.path_values, nullptr);
    executor_ = raw->place(*call_);
    if (executor_) return false;
    reply_ = raw->answer(*call_);
    return true;
}

/// On the executor's thread.
void Connection::run_handler() noexcept {
    try {
        const auto is_raw = exchange_.admission.raw != nullptr;
        reply_ = is_raw ? exchange_.admission.raw->answer(*call_)
                        : home_.shared.router.answer(exchange_.admission, *request_);
        compress(reply_, exchange_.head.headers,
                 is_raw ? config_.compress_raw_from_bytes : config_.compress_from_bytes);
        if (!is_raw) log_operation();
    } catch (...) {
        reply_ = api::current_exception_reply(exchange_.head);
    }
    form_.reset();  // its files go here, where the disk may be waited for
}

void Connection::log_operation() const {
    const auto& admission = exchange_.admission;
    if (admission.right == api::Right::anyone) return;
    const std::chrono::duration<double, std::milli> took =
        home_.shared.clock.steady_now() - exchange_.head.arrived;
    log_info("operation", {{"operation", admission.name},
                           {"status", reply_.status},
                           {"duration_ms", took.count()},
                           {"request_id", exchange_.head.request_id},
                           {"traceparent", exchange_.head.traceparent},
                           {"caller", exchange_.caller.name},
                           {"path", exchange_.head.path()}});
}

/// In a catch block.
void Connection::refuse_current() {
    try {
        throw;
    } catch (const Gone&) {
        is_gone_ = true;
    } catch (const ProtocolFailure& failure) {
        is_malformed_ = true;
        reply_ = protocol_reply(failure, exchange_.head);
    } catch (...) {
        reply_ = api::current_exception_reply(exchange_.head);
    }
}

void Connection::refuse_full() {
    home_.counters.executor_full.add(1);
    const auto kind =
        exchange_.admission.raw ? FailureKind::rate_limited : FailureKind::unavailable;
    reply_ = api::failure_reply(Failure{kind, "The server has more requests than it can queue."}
                                    .code("queue_full")
                                    .hint("Try again after the time in Retry-After.")
                                    .retry_after(std::chrono::seconds{1}),
                                exchange_.head);
}

void Connection::end_request() {
    call_.reset();
    request_.reset();
    // Removing files waits for the disk; without a place in the pool it is done here.
    if (form_ && !home_.shared.control_pool.try_post([form = form_] {}))
        log_warning("uploaded files are removed on an I/O thread");
    form_.reset();
    file_.reset();
    file_chunk_ = {};
    reply_ = {};
    executor_ = nullptr;
    body_.clear();
    is_body_read_ = false;
    exchange_.admission = {};
    exchange_.host = exchange_.cors_origin = {};
    parser_.forget();
    scanned_ = 0;
    if (is_chunked_input_) input_.append(chunked_.view());
    chunked_ = {};
    is_chunked_input_ = false;
    input_.trim();
}

/// Lets the other end read the answer: closing with unread bytes would reset the connection and
/// take the answer away.
Task<> Connection::linger() {
    socket_.end_sending();
    expect(Phase::lingering, linger_time);
    input_.consume(input_.view().size());
    auto space = input_.prepare(first_read_bytes);
    for (std::size_t total = 0; total < max_linger_bytes;) {
        auto size = co_await read_into(space);
        if (size == 0) co_return;
        total += size;
    }
}

}  // namespace ontos::http
