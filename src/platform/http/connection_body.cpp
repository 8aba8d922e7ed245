// How a connection reads the body of a request.
#include "platform/http/connection.hpp"
#include "platform/http/decompression.hpp"
#include "platform/http/run_on.hpp"

namespace ontos::http {
namespace {

constexpr std::size_t read_bytes = 64u << 10;
constexpr std::size_t chunked_bytes = 16u << 10;
/// What is read and thrown away so that a refused request does not cost the connection.
constexpr std::uint64_t max_discarded_bytes = 64u << 10;

}  // namespace

bool Connection::has_unread_body() const {
    return unread_ > 0 || (parser_.head().is_chunked && !parser_.is_body_done());
}

bool Connection::is_unread_body_small() const {
    // A client that waits for 100 Continue may send the body or not: who knows?
    return !parser_.head().is_chunked && !parser_.head().expects_continue &&
           unread_ <= max_discarded_bytes;
}

/// The body of a small request has usually come with its header.
bool Connection::take_whole_body() {
    using Kind = api::BodyPolicy::Kind;
    const auto& plan = exchange_.body;
    if (plan.kind == Kind::form || plan.is_compressed) return false;
    if (plan.kind == Kind::buffered) {
        if (parser_.head().is_chunked || input_.view().size() < unread_) return false;
        body_.append(input_.view().substr(0, static_cast<std::size_t>(unread_)));
        input_.consume(static_cast<std::size_t>(unread_));
        unread_ = 0;
    }
    is_body_read_ = true;
    return true;
}

Task<> Connection::read_body() {
    const auto is_form = exchange_.body.kind == api::BodyPolicy::Kind::form;
    if (is_form) {
        co_await read_form();
    }
    if (!is_form) {
        co_await read_buffered();
    }
    is_body_read_ = true;
}

Task<> Connection::read_buffered() {
    const auto limit = exchange_.body.max_bytes;
    expect(Phase::body, config_.timeouts.body);
    co_await send_continue();
    for (;;) {
        auto space =
            body_.prepare(std::min<std::uint64_t>(std::max<std::uint64_t>(unread_, 1), read_bytes));
        auto size = co_await read_piece(space);
        if (size == 0) break;
        body_.commit(size);
        if (body_.size() > limit) throw body_too_large(limit);
    }
    if (!exchange_.body.is_compressed) co_return;
    stop_clock(Phase::working);
    BodyBuffer plain(home_.shared.budget);
    std::function<void()> step = [&] { decompress(body_.view(), limit, plain); };
    co_await run_step_on(home_.loop, home_.shared.control_pool, step);
    body_.swap(plain);
}

Task<> Connection::read_form() {
    const auto& limits = exchange_.admission.body.file_parts;
    const FormLimits form_limits{config_.upload_dir, config_.max_form_parts,
                                 config_.max_text_part_bytes, config_.min_free_bytes};
    form_ = std::make_shared<FormReader>(exchange_.body.boundary, limits, form_limits);
    BodyBuffer chunk(home_.shared.budget);
    chunk.prepare(config_.chunk_bytes);
    std::function<void()> step = [&] { form_->check_space(unread_ + chunk.size()); };
    co_await run_step_on(home_.loop, home_.shared.disk, step);
    expect(Phase::body, chunk_time());
    co_await send_continue();
    for (std::uint64_t total = 0;;) {
        expect(Phase::body, chunk_time());
        co_await fill(chunk);
        if (chunk.size() == 0) break;
        total += chunk.size();
        if (total > exchange_.body.max_bytes) throw body_too_large(exchange_.body.max_bytes);
        stop_clock(Phase::working);
        step = [&] {
            form_->check_space(chunk.size());
            form_->feed(chunk.view());
        };
        co_await run_step_on(home_.loop, home_.shared.disk, step);
        chunk.rewind();
    }
    form_->finish();
}

/// Until a chunk is full or the body ends.
Task<> Connection::fill(BodyBuffer& chunk) {
    while (chunk.size() < config_.chunk_bytes) {
        auto space = chunk.prepare(1).first(config_.chunk_bytes - chunk.size());
        auto size = co_await read_piece(space);
        if (size == 0) co_return;
        chunk.commit(size);
    }
}

Task<> Connection::discard_body() {
    std::array<char, 4096> nowhere;
    std::span<char> space(nowhere);
    expect(Phase::body, config_.timeouts.body);
    try {
        for (;;) {
            auto size = co_await read_piece(space);
            if (size == 0) break;
        }
    } catch (...) {
        is_gone_ = true;
    }
}

/// The next bytes of the body; 0 at its end. Throws ProtocolFailure, or Gone.
Task<std::size_t> Connection::read_piece(std::span<char> into) {
    if (parser_.head().is_chunked) {
        auto decoded = co_await read_chunked(into);
        co_return decoded;
    }
    if (unread_ == 0) co_return 0;
    auto space =
        into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), unread_)));
    const auto held = input_.take(space);
    unread_ -= held;
    if (held > 0) co_return held;
    auto size = co_await read_into(space);
    if (size == 0) throw_stopped();
    unread_ -= size;
    co_return size;
}

Task<std::size_t> Connection::read_chunked(std::span<char> into) {
    if (!is_chunked_input_) {
        chunked_.append(input_.view());
        input_.consume(input_.view().size());
        is_chunked_input_ = true;
    }
    while (!parser_.is_body_done()) {
        const auto decoded = parser_.decode(chunked_.view(), into);
        chunked_.consume(decoded.consumed);
        if (decoded.produced > 0) co_return decoded.produced;
        if (decoded.consumed > 0) continue;
        if (chunked_.view().size() >= chunked_bytes)
            throw ProtocolFailure(400, "malformed_request",
                                  "A chunk's header or the trailer is too large.");
        auto space = chunked_.prepare(chunked_bytes);
        auto size = co_await read_into(space);
        if (size == 0) throw_stopped();
        chunked_.commit(size);
    }
    co_return 0;
}

void Connection::throw_stopped() const {
    if (!is_cut_ || is_gone_) throw Gone{};
    home_.counters.cut.add(1);
    throw ProtocolFailure{408, "request_timeout", "The request's body took too long."};
}

Task<> Connection::send_continue() {
    const auto is_awaited =
        parser_.head().expects_continue && has_unread_body() && input_.is_empty();
    if (!is_awaited) co_return;
    write_soon("HTTP/1.1 100 Continue\r\n\r\n", {});
    co_await write_all();
    if (is_gone_) throw Gone();
}

}  // namespace ontos::http
