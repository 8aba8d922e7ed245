#pragma once
// Counting requests where they are served: each thread into memory of its own.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "deploy/predictions/observer.hpp"
#include "monitor/metrics/counts.hpp"

namespace ontos {

/// An endpoint, served entity and model version that had requests in this process. Lives as long
/// as the recorder.
struct Series {
    std::size_t number = 0;  ///< counted from 0 in the order of first requests
    std::string endpoint_id, endpoint_name, served_entity, model_version;
};

/// `record` is for any thread and takes a lock only at a thread's first request of a series; the
/// rest is thread safe behind one mutex. Memory of a thread's series that is idle for ten rounds
/// of `retire_idle` is given back.
class Recorder {
public:
    Recorder();
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    void record(const PredictionSeen& seen) noexcept;

    using Visit = std::function<void(const Series& series, Counts&& counts)>;
    /// Visits what came since the call before: each request is in exactly one visit.
    void collect(const Visit& visit);

    /// One round: gives up what is idle, frees what was given up in the round before. What was
    /// counted in between is visited.
    void retire_idle(const Visit& visit);

    /// Requests that could not be counted: no memory, or a series number beyond 262,144.
    std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

private:
    class SeriesShard;
    struct Shards;

    const Series& series_of(const PredictionSeen& seen);

    std::atomic<std::uint64_t> lost_{0};
    std::mutex mutex_;
    std::unordered_map<std::uint32_t, std::unique_ptr<Series>> series_;
    std::unique_ptr<Shards> shards_;
};

}  // namespace ontos
