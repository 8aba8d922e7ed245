#pragma once
// What is counted of requests, and how it adds up.

#include "platform/base/clock.hpp"
#include "platform/sketches/latency_histogram.hpp"

namespace ontos {

/// Counts of some requests of one endpoint, served entity and model version. Merging is exact,
/// commutative and associative. The numbers of requests are those of the histograms, so that they
/// cannot disagree. Owned by one thread.
struct Counts {
    sketches::LatencyHistogram successful;  ///< how long requests with a status below 400 took
    sketches::LatencyHistogram failed;      ///< 5xx except 504
    sketches::LatencyHistogram timed_out;   ///< 504: the deadline passed
    sketches::LatencyHistogram model_time;  ///< inside the model, of those that reached it
    sketches::LatencyHistogram queue_time;  ///< waiting, of those that a served entity took
    std::uint64_t client_errors = 0;        ///< 4xx except 429
    std::uint64_t rate_limited = 0;         ///< 429
    std::uint64_t rows_scored = 0, bytes_in = 0, bytes_out = 0;
    std::uint64_t not_finite = 0;                       ///< answers that were NaN or infinite
    std::uint64_t input_tokens = 0, output_tokens = 0;  ///< of language models
    std::uint64_t cost_nanos = 0;                       ///< billionths of a dollar

    /// One request that took so long and was answered with this HTTP status.
    void add(int status, std::uint64_t nanoseconds);
    void merge(const Counts& other);

    std::uint64_t successful_requests() const { return successful.count(); }
    std::uint64_t failed_requests() const { return failed.count() + timed_out.count(); }
    std::uint64_t rejected_requests() const { return client_errors + rate_limited; }
    std::uint64_t total_requests() const {
        return successful_requests() + failed_requests() + rejected_requests();
    }
    /// Of successful and failed requests.
    sketches::LatencyHistogram latency() const;

    bool operator==(const Counts&) const = default;
};

/// What the counts of a bucket belong to.
struct Bucket {
    std::size_t level = 0;  ///< index in `levels`
    Timestamp started_at;
    std::string endpoint_id, served_entity, model_version;
    Counts counts;
};

}  // namespace ontos
