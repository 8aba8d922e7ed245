#pragma once
// Keeps a row of each served request, and what was sent and answered, without slowing it down.

#include <array>
#include <atomic>
#include <map>
#include <memory>

#include "monitor/metrics/metrics_ingest.hpp"
#include "monitor/metrics/prometheus_text.hpp"
#include "monitor/request_log/capture_queue.hpp"
#include "monitor/request_log/captured_request.hpp"
#include "monitor/request_log/request_log_store.hpp"
#include "platform/base/random.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// What the log keeps of a request, redacted.
struct LogEntry {
    LoggedRequest request;
    std::optional<request_log_store::Payload> payload;
};
/// By id.
using IngestedEntries = std::map<std::string, LogEntry>;

struct RequestLogConfig {
    /// Above so many requests a second of an endpoint, a share by hash is kept; 0: no log.
    std::uint32_t rows_per_second = 1'000;
    /// The same of payloads, and the share of them that is kept below that.
    std::uint32_t payloads_per_second = 50;
    double payload_share = 1;
    std::size_t payload_bytes_max = 1u << 20;  ///< of a query, and of an answer; the rest is cut
    std::int64_t bytes_max = 4ll << 30;        ///< in the database, about
    /// Between an answer and the next step: entries, and bytes of payload.
    std::size_t queued_max = 32'768, queued_bytes_max = 64u << 20;
};

/// Thread safe. A request is in the log at most half a second after its answer, or at once for who
/// calls `flush`. The thread that served it copies it into memory; `flush` redacts it and writes
/// it: nothing that is not redacted waits for the database.
class RequestLog final : public PredictionObserver {
public:
    /// All must outlive it.
    RequestLog(sql::Database& database, const Redactor& redactor, const Clock& clock,
               Random& random, const RequestLogConfig& config);
    ~RequestLog() override;

    /// Takes a lock for the time of a copy, and only for a request that is kept. A payload that is
    /// kept allocates its copy.
    void observed(const PredictionSeen& seen) noexcept override;

    /// The same of requests that were served elsewhere, redacted at once. They are not durable yet:
    /// `insert` is called in the transaction that counts them, `inserted` after its commit.
    IngestedEntries prepare(std::span<const Ingested> requests);
    /// The entries of these requests.
    static void insert(sql::Transaction& tx, const IngestedEntries& entries,
                       std::span<const Ingested> requests);
    /// The next flush adds them to the bytes that `forget` bounds. What a failure keeps from
    /// being added is forgotten by its age.
    void inserted(const IngestedEntries& entries, std::span<const Ingested> requests);

    /// Each half second, before a read and at the end: all that was observed before is durable.
    /// Throws what the database throws; then the entries wait, redacted, for the next time.
    void flush();

    /// Each minute: removes what is older (nullopt: by its age nothing) or too much, in small
    /// pieces.
    void forget(std::optional<Timestamp> too_old);
    /// The payloads alone of what is older.
    void forget_payloads(Timestamp too_old);

    /// Entries that were lost since the start by endpoint id, where there were any.
    std::map<std::string, std::int64_t> dropped() const;
    std::uint64_t written() const { return written_.load(std::memory_order_relaxed); }

private:
    struct Series;
    /// Series by number, in blocks that are made when they are needed and stay.
    static constexpr std::size_t block_size = 512, block_count = 512;
    using Block = std::array<std::atomic<Series*>, block_size>;
    /// Redacted, and not durable yet.
    struct Batch {
        std::vector<LoggedRequest> requests;
        std::vector<request_log_store::Payload> payloads;
        request_log_store::MinuteBytes minutes;
        std::size_t bytes = 0;
    };

    Series* series_of(const PredictionSeen& seen);
    Series* make_series(const PredictionSeen& seen);
    LoggedEndpoint& endpoint_of(const std::string& endpoint_id);
    void keep(const PredictionSeen& seen, const Series& series, Timestamp now);

    /// What is kept of a request, if anything.
    struct Admission {
        double kept_share;
        std::optional<double> payload_share;
    };
    std::optional<Admission> admit(LoggedEndpoint& endpoint, std::string_view request_id,
                                   int status, Timestamp now) const;

    LogEntry redacted(const CapturedRequest& captured) const;
    std::optional<request_log_store::Payload> redact_payload(const CapturedRequest& captured,
                                                             const std::string& id) const;
    void take(CapturedRequest& captured);
    void add(LogEntry&& entry);
    void count_ingested();

    sql::Database& database_;
    const Redactor& redactor_;
    const Clock& clock_;
    Random& random_;
    const RequestLogConfig config_;
    CaptureQueue<CapturedRequest> queue_;
    std::atomic<std::uint64_t> written_{0};
    std::array<std::atomic<Block*>, block_count> blocks_{};

    mutable std::mutex mutex_;  ///< of what follows; its series and endpoints are never removed
    std::map<std::string, std::unique_ptr<LoggedEndpoint>> endpoints_;
    std::vector<std::unique_ptr<Series>> series_;
    std::vector<std::unique_ptr<Block>> owned_blocks_;
    request_log_store::MinuteBytes ingested_;  ///< not added yet

    std::mutex flush_mutex_;  ///< one flush at a time; of what follows
    std::deque<Batch> pending_;
    std::size_t pending_requests_ = 0, pending_bytes_ = 0;
};

/// What this process logged and lost, for /metrics.
void write_request_log_metrics(PrometheusText& out, const RequestLog& log);

}  // namespace ontos
