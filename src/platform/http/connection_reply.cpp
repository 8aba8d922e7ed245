// How a connection writes the answer to a request.
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/http/connection.hpp"
#include "platform/http/run_on.hpp"

namespace ontos::http {
namespace {

constexpr std::chrono::milliseconds event_pause{100};
constexpr std::chrono::seconds heartbeat{15};

bool has_no_body(int status) { return status == 204 || status == 304; }

}  // namespace

asio::awaitable<void> Connection::send_reply() {
    const auto is_head = exchange_.head.method_text == "HEAD";
    const auto is_file = reply_.file && !is_head;
    if (is_file) {
        co_await open_file();
    }
    begin_reply();
    const auto is_written = write_now();
    if (!is_written) {
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

std::array<asio::const_buffer, 2> Connection::unsent() const {
    const auto in_first = std::min(sent_, parts_[0].size());
    const auto first = parts_[0].substr(in_first);
    const auto second = parts_[1].substr(sent_ - in_first).substr(0, config_.chunk_bytes);
    return {asio::buffer(first.data(), first.size()), asio::buffer(second.data(), second.size())};
}

/// Nearly always the socket takes all at once. False: there is a rest.
bool Connection::write_now() {
    const auto size = socket_.write_some(unsent(), error_);
    if (error_ && error_ != asio::error::would_block) is_gone_ = true;
    if (!error_) {
        sent_ += size;
        home_.counters.sent.add(size);
    }
    return is_gone_ || sent_ == parts_[0].size() + parts_[1].size();
}

std::chrono::milliseconds Connection::chunk_time() const {
    return std::chrono::milliseconds{1000 * config_.chunk_bytes / config_.min_bytes_per_second};
}

asio::awaitable<void> Connection::write_rest() {
    const auto total = parts_[0].size() + parts_[1].size();
    auto renew_at = sent_ + config_.chunk_bytes;
    expect(Phase::writing, config_.timeouts.write);
    while (sent_ < total) {
        auto buffers = unsent();
        auto token = asio::redirect_error(asio::use_awaitable, error_);
        auto size = co_await socket_.async_write_some(buffers, token);
        if (error_) {
            is_gone_ = true;
            co_return;
        }
        sent_ += size;
        home_.counters.sent.add(size);
        if (sent_ < renew_at) continue;
        renew_at += config_.chunk_bytes;
        expect(Phase::writing, std::max(config_.timeouts.write, chunk_time()));
    }
}

/// Before the head is written, so that a file that cannot be read is still answered.
asio::awaitable<void> Connection::open_file() {
    try {
        std::function<void()> step = [this] {
            file_ = std::make_unique<FileSource>(*reply_.file);
            file_->read(file_chunk_, config_.chunk_bytes);
        };
        co_await run_step_on(home_.shared.disk, step);
    } catch (...) {
        file_.reset();
        reply_ = api::current_exception_reply(exchange_.head);
    }
}

/// One further chunk.
asio::awaitable<void> Connection::send_file() {
    stop_clock(Phase::working);
    co_await read_file();
    if (is_gone_) co_return;
    write_soon(file_chunk_, {});
    const auto is_written = write_now();
    if (!is_written) {
        co_await write_rest();
    }
}

asio::awaitable<void> Connection::read_file() {
    try {
        std::function<void()> step = [this] { file_->read(file_chunk_, config_.chunk_bytes); };
        co_await run_step_on(home_.shared.disk, step);
    } catch (...) {
        // The length is promised: only the end of the connection tells that it is not kept.
        refuse_current();
        is_gone_ = true;
    }
}

/// Until the client goes, the feed ends, or the server stops. A client that does not read is cut by
/// the time limit of a write.
asio::awaitable<void> Connection::send_events() {
    asio::steady_timer pause(socket_.get_executor());
    auto next_beat = home_.shared.clock.steady_now() + heartbeat;
    while (!is_gone_ && !home_.shared.is_draining.load(std::memory_order_relaxed)) {
        const auto goes_on = take_events(next_beat);
        if (!goes_on) co_return;
        const auto is_written = write_now();
        if (!is_written) {
            co_await write_rest();
        }
        stop_clock(Phase::streaming);
        pause.expires_after(event_pause);
        auto token = asio::redirect_error(asio::use_awaitable, error_);
        co_await pause.async_wait(token);
        see_if_gone();
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

/// Nothing else would tell before the next write.
void Connection::see_if_gone() {
    char byte = 0;
    boost::system::error_code error;
    socket_.receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, error);
    if (error && error != asio::error::would_block) is_gone_ = true;
}

}  // namespace ontos::http
