#pragma once
// A request on its way from the thread that served it to the log, not redacted yet.

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "deploy/predictions/observer.hpp"
#include "monitor/metrics/metrics_ingest.hpp"
#include "monitor/request_log/kept_share.hpp"

namespace ontos {

/// Which requests of an endpoint are kept, and how many were lost. Thread safe.
struct LoggedEndpoint {
    RequestRate rate;
    std::atomic<std::int64_t> dropped{0};
};

/// A copy that lives in memory only, until it is redacted.
struct CapturedRequest {
    Timestamp created_at{};
    LoggedEndpoint* endpoint = nullptr;
    /// The names of the model's columns in their order; null if no model was there.
    const std::vector<std::string>* columns = nullptr;
    std::string request_id, client_request_id, endpoint_id, endpoint_name, served_entity;
    std::string model_name, model_version, requester, session_id, error_code, error;
    std::uint64_t revision = 0, bytes_in = 0, bytes_out = 0;
    int status = 0;
    std::chrono::nanoseconds total{0}, model{0}, queue{0};
    std::uint32_t rows = 0;
    double kept_share = 1;
    std::optional<double> payload_share;
    std::string query, answer;  ///< at most the cap of a payload
};

/// Overwrites everything but the payload; texts reuse the memory that `into` has, and are cut
/// where they are longer than anyone needs.
void capture(const PredictionSeen& seen, CapturedRequest& into);
/// But for the request id and the sizes.
void capture(const Ingested& ingested, CapturedRequest& into);

/// A queue with bounds on entries and on bytes of payload. Thread safe; the lock is held for the
/// copy of an entry's short texts, or for the exchange of two pointers.
class CaptureQueue {
public:
    CaptureQueue(std::size_t entries_max, std::size_t payload_bytes_max)
        : entries_max_{entries_max}, payload_bytes_max_{payload_bytes_max} {}

    /// Calls `fill` with an entry to overwrite. False: there is no room.
    template <class Fill>
    bool push(std::size_t payload_bytes, Fill&& fill) {
        const std::lock_guard lock{mutex_};
        if (open_.used == entries_max_ || payload_bytes_ + payload_bytes > payload_bytes_max_)
            return false;
        if (open_.used == open_.entries.size()) open_.entries.emplace_back();
        fill(open_.entries[open_.used]);
        ++open_.used;
        payload_bytes_ += payload_bytes;
        return true;
    }

    /// Visits what has come since, in order. For one thread at a time.
    template <class Visit>
    void drain(Visit&& visit) {
        {
            const std::lock_guard lock{mutex_};
            std::swap(open_, drained_);
            payload_bytes_ = 0;
        }
        for (std::size_t i = 0; i < drained_.used; ++i) visit(drained_.entries[i]);
        drained_.used = 0;
        // A burst's memory is not kept for ever; what a steady flow needs is.
        constexpr std::size_t kept_entries = 4096;
        if (drained_.entries.size() > kept_entries) drained_.entries.resize(kept_entries);
    }

private:
    /// The first `used` entries count; the rest keep their memory for later.
    struct Buffer {
        std::deque<CapturedRequest> entries;
        std::size_t used = 0;
    };

    const std::size_t entries_max_, payload_bytes_max_;
    std::mutex mutex_;
    Buffer open_;
    std::size_t payload_bytes_ = 0;
    Buffer drained_;  ///< of the thread that drains
};

}  // namespace ontos
