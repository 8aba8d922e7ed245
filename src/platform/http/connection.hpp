#pragma once
// One connection: requests are read, answered one at a time and in order, and timed.

#include <array>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "platform/http/body_buffer.hpp"
#include "platform/http/file_source.hpp"
#include "platform/http/form_reader.hpp"
#include "platform/http/input_buffer.hpp"
#include "platform/http/io_thread.hpp"
#include "platform/http/pipeline.hpp"
#include "platform/http/protocol_failure.hpp"
#include "platform/http/request_parser.hpp"
#include "platform/http/socket.hpp"
#include "platform/http/task.hpp"

namespace ontos::http {

/// Owned by its I/O thread. While a handler runs elsewhere, the request and the reply are that
/// thread's, and the connection waits. A coroutine is used where it must wait; what can be done at
/// once is a plain function. An answer is sent at the end of the loop's turn, with those of others.
class Connection final : private Watcher, private Deferred {
public:
    Connection(IoThread& home, Socket socket);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Task<> run();
    /// Ends what has passed its deadline: called again and again, instead of a timer an operation.
    void sweep(SteadyTime now);
    /// The server stops: an idle connection is given a last moment.
    void drain();
    /// The server's grace is over.
    void abort();

private:
    enum class Phase { idle, header, body, working, writing, streaming, lingering };
    /// What the coroutine goes on after.
    enum class Awaited { nothing, readable, writable, sent, turn };
    /// Thrown where the other end has gone and nothing can be answered.
    struct Gone {};
    struct Wait {
        Connection& connection;
        Awaited awaited;
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<> coroutine) const;
        void await_resume() const noexcept {}
    };

    void ready(std::uint32_t events) override;
    void act() override;
    void go_on() override;
    Wait until(Awaited awaited) { return {*this, awaited}; }
    void stop_waiting();

    // connection.cpp
    Task<bool> read_head();
    Task<> serve();
    Task<> answer_later();
    Task<> linger();
    Task<std::size_t> read_into(std::span<char> space);
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
    Task<> read_body();
    Task<> read_buffered();
    Task<> read_form();
    Task<> fill(BodyBuffer& chunk);
    Task<> discard_body();
    Task<std::size_t> read_piece(std::span<char> into);
    Task<std::size_t> read_chunked(std::span<char> into);
    Task<> send_continue();
    bool has_unread_body() const;
    bool is_unread_body_small() const;
    [[noreturn]] void throw_stopped() const;

    // connection_reply.cpp
    Task<> send_reply();
    Task<> open_file();
    Task<> send_file();
    Task<> read_file();
    Task<> send_events();
    bool take_events(SteadyTime& next_beat);
    Task<> write_all();
    void begin_reply();
    void write_soon(std::string_view first, std::string_view second);
    void write_now();
    bool is_written() const { return sent_ == parts_[0].size() + parts_[1].size(); }
    Task<> write_rest();
    std::chrono::milliseconds chunk_time() const;

    IoThread& home_;
    const ServerConfig& config_;
    Socket socket_;
    std::string peer_;
    std::size_t place_in_home_ = 0;

    Awaited awaited_ = Awaited::nothing;
    std::coroutine_handle<> coroutine_;             ///< what goes on then
    bool is_readable_ = true, is_writable_ = true;  ///< as far as is known
    bool is_ending_ = false;                        ///< the other end sends no more

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
