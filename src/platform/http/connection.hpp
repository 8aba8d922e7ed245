#pragma once
// One connection: requests are read, answered one at a time and in order, and timed.

#include <array>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "platform/http/body_buffer.hpp"
#include "platform/http/file_source.hpp"
#include "platform/http/form_reader.hpp"
#include "platform/http/input_buffer.hpp"
#include "platform/http/io_thread.hpp"
#include "platform/http/pipeline.hpp"
#include "platform/http/protocol_failure.hpp"
#include "platform/http/request_parser.hpp"

namespace ontos::http {

namespace asio = boost::asio;

/// Owned by its I/O thread. While a handler runs elsewhere, the request and the reply are that
/// thread's, and the connection waits. A coroutine is used where it must wait; what can be done at
/// once is a plain function, so that a small request costs two coroutine frames.
class Connection {
public:
    Connection(IoThread& home, asio::ip::tcp::socket socket);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    asio::awaitable<void> run();
    /// Ends what has passed its deadline: called again and again, instead of a timer an operation.
    void sweep(SteadyTime now);
    /// The server stops: an idle connection is given a last moment.
    void drain();
    /// The server's grace is over.
    void abort();

private:
    enum class Phase { idle, header, body, working, writing, streaming, lingering };
    /// Thrown where the other end has gone and nothing can be answered.
    struct Gone {};

    // connection.cpp
    asio::awaitable<bool> read_head();
    asio::awaitable<void> serve();
    asio::awaitable<void> answer_later();
    asio::awaitable<void> linger();
    asio::awaitable<std::size_t> read_into(std::span<char> space);
    bool take_head();
    bool answer_now();
    bool place();
    void run_handler() noexcept;
    void log_operation() const;
    void refuse_malformed(const ProtocolFailure& failure);
    void refuse_current();
    void refuse_full();
    void end_request();
    void expect(Phase phase, std::chrono::milliseconds at_most);
    void stop_clock(Phase phase);

    // connection_body.cpp
    bool take_whole_body();
    asio::awaitable<void> read_body();
    asio::awaitable<void> read_buffered();
    asio::awaitable<void> read_form();
    asio::awaitable<void> fill(BodyBuffer& chunk);
    asio::awaitable<void> discard_body();
    asio::awaitable<std::size_t> read_piece(std::span<char> into);
    asio::awaitable<std::size_t> read_chunked(std::span<char> into);
    asio::awaitable<void> send_continue();
    bool has_unread_body() const;
    bool is_unread_body_small() const;
    [[noreturn]] void throw_stopped() const;

    // connection_reply.cpp
    asio::awaitable<void> send_reply();
    asio::awaitable<void> open_file();
    asio::awaitable<void> send_file();
    asio::awaitable<void> read_file();
    asio::awaitable<void> send_events();
    bool take_events(SteadyTime& next_beat);
    void see_if_gone();
    void begin_reply();
    void write_soon(std::string_view first, std::string_view second);
    bool write_now();
    asio::awaitable<void> write_rest();
    std::array<asio::const_buffer, 2> unsent() const;
    std::chrono::milliseconds chunk_time() const;

    IoThread& home_;
    const ServerConfig& config_;
    asio::ip::tcp::socket socket_;
    boost::system::error_code error_;
    std::string peer_;
    std::size_t place_in_home_ = 0;

    Phase phase_ = Phase::idle;
    SteadyTime deadline_ = SteadyTime::max();
    bool is_cut_ = false;        ///< the deadline has passed
    bool is_gone_ = false;       ///< nothing can be read or written any more
    bool closes_ = false;        ///< after the answer
    bool is_malformed_ = false;  ///< the request

    InputBuffer input_;
    InputBuffer chunked_;  ///< the encoded bytes of a chunked body
    bool is_chunked_input_ = false;
    std::size_t scanned_ = 0;   ///< of the input, while looking for the end of the header block
    std::uint64_t unread_ = 0;  ///< of a body with Content-Length
    RequestParser parser_;
    Exchange exchange_;
    BodyBuffer body_;
    bool is_body_read_ = false;
    std::shared_ptr<FormReader> form_;

    std::optional<api::Request> request_;
    std::optional<api::RawCall> call_;
    Executor* executor_ = nullptr;
    api::Reply reply_;

    std::string out_;
    std::array<std::string_view, 2> parts_;  ///< what is being written
    std::size_t sent_ = 0;
    std::unique_ptr<FileSource> file_;
    std::string file_chunk_;
};

}  // namespace ontos::http
