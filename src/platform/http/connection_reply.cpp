// How a connection writes the answer to a request.
#include "platform/http/connection.hpp"
#include "platform/http/run_on.hpp"

namespace ontos::http {
namespace {

constexpr std::chrono::milliseconds event_pause{100};
constexpr std::chrono::seconds heartbeat{15};

bool has_no_body(int status) { return status == 204 || status == 304; }

/// Goes on after some time.
struct Pause {
    EventLoop& loop;
    std::chrono::milliseconds time;

    Pause(EventLoop& of, std::chrono::milliseconds long_) : loop{of}, time{long_} {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> coroutine) const {
        loop.call_after(time, [coroutine] { coroutine.resume(); });
    }
    void await_resume() const noexcept {}
};

}  // namespace

Task<> Connection::send_reply() {
    const auto is_head = exchange_.head.method_text == "HEAD";
    const auto is_file = reply_.file && !is_head;
    if (is_file) {
        co_await open_file();
    }
    begin_reply();
    co_await until(Awaited::sent);
    if (!is_gone_ && !is_written()) {
        co_await write_rest();
    }
    while (!is_gone_ && file_ && file_->left() > 0) {
        co_await send_file();
    }
    if (!is_gone_ && reply_.events && !is_head) {
        co_await send_events();
    }
}

/// Decides whether the connection lives on, and lays out head and body.
void Connection::begin_reply() {
    const auto& parsed = parser_.head();
    closes_ = is_malformed_ || !parsed.keeps_alive || reply_.events ||
              home_.shared.is_draining.load(std::memory_order_relaxed) ||
              (has_unread_body() && (reply_.status == 413 || !is_unread_body_small()));
    auto body = reply_.body.empty() ? reply_.static_body : std::string_view{reply_.body};
    if (file_) body = file_chunk_;
    std::optional<std::uint64_t> length = reply_.file ? reply_.file->length : body.size();
    if (reply_.events) length.reset();
    out_.clear();
    append_head(out_, reply_, length,
                {.date = home_.date.at(home_.shared.clock.now()),
                 .request_id = exchange_.head.request_id,
                 .traceparent = exchange_.head.traceparent,
                 .cors_origin = exchange_.cors_origin,
                 .depends_on_origin = !config_.allowed_origins.empty(),
                 .closes = closes_,
                 .says_keep_alive = parsed.version == 10});
    if (exchange_.head.method_text == "HEAD" || has_no_body(reply_.status)) body = {};
    const auto status_class = static_cast<std::size_t>(reply_.status / 100);
    home_.counters.answers_by_class[std::min<std::size_t>(status_class, 5)].add(1);
    write_soon(out_, body);
}

void Connection::write_soon(std::string_view first, std::string_view second) {
    parts_ = {first, second};
    sent_ = 0;
}

/// What the socket takes at once: nearly always all.
void Connection::write_now() {
    if (is_gone_ || is_written()) return;
    const auto in_first = std::min(sent_, parts_[0].size());
    const auto first = parts_[0].substr(in_first);
    const auto second = parts_[1].substr(sent_ - in_first).substr(0, config_.chunk_bytes);
    const auto size = socket_.send(first, second);
    is_writable_ = size.has_value();
    if (!size) return;
    if (*size == 0) is_gone_ = true;
    sent_ += *size;
    home_.counters.sent.add(*size);
}

Task<> Connection::write_all() {
    write_now();
    if (!is_gone_ && !is_written()) {
        co_await write_rest();
    }
}

std::chrono::milliseconds Connection::chunk_time() const {
    return std::chrono::milliseconds{1000 * config_.chunk_bytes / config_.min_bytes_per_second};
}

Task<> Connection::write_rest() {
    auto renew_at = sent_ + config_.chunk_bytes;
    expect(Phase::writing, config_.timeouts.write);
    while (!is_gone_ && !is_written()) {
        if (!is_writable_) {
            co_await until(Awaited::writable);
        }
        if (is_cut_) is_gone_ = true;
        write_now();
        if (sent_ < renew_at) continue;
        renew_at += config_.chunk_bytes;
        expect(Phase::writing, std::max(config_.timeouts.write, chunk_time()));
    }
}

/// Before the head is written, so that a file that cannot be read is still answered.
Task<> Connection::open_file() {
    try {
        std::function<void()> step = [this] {
            file_ = std::make_unique<FileSource>(*reply_.file);
            file_->read(file_chunk_, config_.chunk_bytes);
        };
        co_await run_step_on(home_.loop, home_.shared.disk, step);
    } catch (...) {
        file_.reset();
        reply_ = api::current_exception_reply(exchange_.head);
    }
}

/// One further chunk.
Task<> Connection::send_file() {
    stop_clock(Phase::working);
    co_await read_file();
    if (is_gone_) co_return;
    write_soon(file_chunk_, {});
    co_await write_all();
}

Task<> Connection::read_file() {
    try {
        std::function<void()> step = [this] { file_->read(file_chunk_, config_.chunk_bytes); };
        co_await run_step_on(home_.loop, home_.shared.disk, step);
    } catch (...) {
        // The length is promised: only the end of the connection tells that it is not kept.
        refuse_current();
        is_gone_ = true;
    }
}

/// Until the client goes, the feed ends, or the server stops. A client that does not read is cut by
/// the time limit of a write.
Task<> Connection::send_events() {
    auto next_beat = home_.shared.clock.steady_now() + heartbeat;
    while (!is_gone_ && !home_.shared.is_draining.load(std::memory_order_relaxed)) {
        const auto goes_on = take_events(next_beat);
        if (!goes_on) co_return;
        co_await write_all();
        stop_clock(Phase::streaming);
        Pause pause(home_.loop, event_pause);
        co_await pause;
        if (!is_gone_ && socket_.is_ended()) is_gone_ = true;
    }
}

/// Lays out what is to be written, a comment if there was nothing for long. False: the end.
bool Connection::take_events(SteadyTime& next_beat) {
    auto events = reply_.events->take();
    if (!events) return false;
    const auto now = home_.shared.clock.steady_now();
    if (events->empty() && now >= next_beat) *events = ":\n\n";
    if (!events->empty()) next_beat = now + heartbeat;
    out_ = std::move(*events);
    write_soon(out_, {});
    return true;
}

}  // namespace ontos::http
