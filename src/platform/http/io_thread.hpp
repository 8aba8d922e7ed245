#pragma once
// One I/O thread: its connections, and what they share with those of the other threads.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/base/random.hpp"
#include "platform/http/body_buffer.hpp"
#include "platform/http/event_loop.hpp"
#include "platform/http/pipeline.hpp"
#include "platform/http/reply_head.hpp"
#include "platform/http/server.hpp"
#include "platform/tasks/gate.hpp"

namespace ontos::http {

class Connection;

/// What all threads share. Constant after construction, but for its thread-safe members.
struct Shared {
    Shared(ServerConfig server_config, const api::Router& routes, const access::Access& callers,
           Executor& pool, const Clock& time)
        : config{std::move(server_config)},
          router{routes},
          access{callers},
          control_pool{pool},
          clock{time},
          budget{config.body_budget_bytes},
          disk{pool, config.max_disk_chunks, config.max_connections} {}

    ServerConfig config;
    const api::Router& router;
    const access::Access& access;
    Executor& control_pool;
    const Clock& clock;
    BodyBudget budget;
    Gate disk;  ///< up- and download chunks
    std::atomic<bool> is_draining{false};
    std::atomic<std::size_t> open{0};  ///< connections
    std::mutex mutex;                  ///< for `left` alone
    std::condition_variable left;      ///< a connection has ended while draining
};

/// Written by one thread without locks, read by any.
class Counter {
public:
    void add(std::uint64_t by) {
        value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
    }
    std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

struct ThreadCounters {
    std::array<Counter, 6> answers_by_class;
    Counter refused, malformed, cut, executor_full, received, sent;
};

/// Owned by its thread, but for the counters, the count of connections and what is posted to the
/// loop.
struct IoThread {
    IoThread(Shared& all, std::uint64_t seed)
        : shared{all}, ids{seed}, site{all.config, all.router, all.access, all.clock, ids} {}

    Shared& shared;
    EventLoop loop;
    SeededRandom ids;
    Site site;
    DateText date;
    std::vector<Connection*> connections;
    std::atomic<std::size_t> assigned{0};  ///< connections that live here or are on their way
    ThreadCounters counters;
    std::thread thread;
};

}  // namespace ontos::http
