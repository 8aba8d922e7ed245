#pragma once
// The HTTP server as the app sees it: its limits, its start and its graceful end.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "platform/base/clock.hpp"
#include "platform/base/random.hpp"
#include "platform/tasks/executor.hpp"

namespace ontos::api {
class Router;
}
namespace ontos::access {
class Access;
}

namespace ontos::http {

/// How long each phase of a request may take as a whole.
struct Timeouts {
    std::chrono::milliseconds header{10'000};  ///< first byte to end of the header block
    std::chrono::milliseconds body{30'000};    ///< a body that is kept in memory
    std::chrono::milliseconds idle{60'000};    ///< between two requests
    std::chrono::milliseconds write{30'000};   ///< the first `chunk_bytes` of an answer
};

struct ServerConfig {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8000;  ///< 0: any free one
    int io_threads = 1;
    Timeouts timeouts{};
    std::size_t max_connections = 10'000;
    std::size_t max_header_bytes = 32u << 10;
    std::size_t max_url_bytes = 8u << 10;
    std::uint64_t body_budget_bytes = 256u << 20;  ///< all bodies in memory together
    /// Where the file parts of forms are written. The folder is the server's alone: what an earlier
    /// process left in it is removed at start.
    std::filesystem::path upload_dir{};
    std::size_t chunk_bytes = 1u << 20;              ///< the step of up- and downloads
    std::uint64_t min_bytes_per_second = 16u << 10;  ///< of up- and downloads, over each chunk
    std::size_t max_disk_chunks = 8;                 ///< read or written at once
    std::size_t max_form_parts = 100;
    std::size_t max_text_part_bytes = 1u << 20;
    std::uint64_t min_free_bytes = 64u << 20;    ///< left on the disk beside an upload
    std::vector<std::string> allowed_hosts{};    ///< beside loopback names and `host`
    std::vector<std::string> allowed_origins{};  ///< other sites whose scripts may call: CORS
    std::size_t compress_from_bytes = 1024;
    std::size_t compress_raw_from_bytes = 16u << 10;
};

/// What has happened since the start; values only grow, but for `connections_open`.
struct ServerCounters {
    std::uint64_t connections_open = 0;
    std::uint64_t connections_accepted = 0;
    std::uint64_t connections_refused = 0;            ///< over `max_connections`
    std::array<std::uint64_t, 6> answers_by_class{};  ///< index 2 is 2xx
    std::uint64_t requests_refused = 0;  ///< by a middleware, before their body was read
    std::uint64_t requests_malformed = 0;
    std::uint64_t requests_cut = 0;   ///< too slow
    std::uint64_t executor_full = 0;  ///< 429 and 503 for want of a place in a queue
    std::uint64_t bytes_received = 0;
    std::uint64_t bytes_sent = 0;
};

/// Thread safe. Router, access, pool, clock and random outlive it, and `control_pool` is stopped
/// after it.
class Server {
public:
    Server(ServerConfig config, const api::Router& router, const access::Access& access,
           Executor& control_pool, const Clock& clock, Random& random);
    /// Stops without grace.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds and serves. Throws Failure{unavailable} with address and reason if it cannot bind.
    void start();
    /// The bound port; after start().
    std::uint16_t port() const;
    /// Stops accepting, lets requests in flight finish for at most `grace`, then cuts them; waits
    /// for handlers that still run. Again does nothing.
    void stop(std::chrono::milliseconds grace);
    ServerCounters counters() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ontos::http
