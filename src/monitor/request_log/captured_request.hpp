#pragma once
// A request on its way from the thread that served it to the log, not redacted yet.

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
    std::string id;  ///< that the ingest answered; empty: the log gives one
    std::string request_id, client_request_id, endpoint_id, endpoint_name, served_entity;
    std::string model_name, model_version, requester, session_id, error_code;
    std::vector<std::string> error;  ///< what was wrong, sentence by sentence
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
/// But for the payload and its size.
void capture(const Ingested& ingested, CapturedRequest& into);
/// The payload, as a query and an answer would have it, and its size; of each at most `bytes_max`.
void capture_payload(const Ingested& ingested, std::size_t bytes_max, CapturedRequest& into);

}  // namespace ontos
