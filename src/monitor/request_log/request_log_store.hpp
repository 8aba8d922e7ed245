#pragma once
// Requests in the database: written, found, forgotten.

#include <span>

#include "monitor/request_log/model.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/sql/database.hpp"

namespace ontos::request_log_store {

/// What was sent and answered as JSON text, redacted.
struct Payload {
    std::string id;  ///< of the entry
    bool is_query_cut = false, is_answer_cut = false;
    std::optional<std::string> query, answer;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Payload::id>("Entry."),
                          api::field<&Payload::is_query_cut>("Whether its end is missing."),
                          api::field<&Payload::is_answer_cut>("Whether its end is missing."),
                          api::field<&Payload::query>("JSON."),
                          api::field<&Payload::answer>("JSON.")};
    }
};

/// What entries take by the minute of their arrival, for the bound of all. Owned by one thread.
class MinuteBytes {
public:
    void add(const LoggedRequest& request, const std::optional<Payload>& payload);
    bool is_empty() const { return bytes_.empty(); }
    void insert(sql::Transaction& tx) const;

private:
    std::map<Timestamp, std::int64_t> bytes_;
};

/// Without their minutes: transactions that come at once would wait for each other there. What is
/// there already is left alone.
void insert_uncounted(sql::Transaction& tx, std::span<const LoggedRequest> requests,
                      std::span<const Payload> payloads);

struct Filter {
    std::optional<std::string> endpoint_id, model_version;
    int status_from = 0, status_to = 1000;  ///< [from, to)
    std::optional<double> min_latency_ms, max_latency_ms;
    std::optional<Timestamp> since, until;
    std::optional<api::PageCursor> after;
    int limit = 50;            ///< entries that are answered at most
    int scanned_max = 50'000;  ///< entries that are looked at
};

struct Slice {
    std::vector<LoggedRequest> requests;  ///< newest first
    std::optional<api::PageCursor> next;  ///< where to look on; nullopt: there is nothing more
};

Slice list(sql::Transaction& tx, const Filter& filter);

/// By the id of the entry, or the newest of the request with this id.
std::optional<LoggedRequest> find(sql::Transaction& tx, const std::string& id);

/// The newest of an endpoint's requests with this X-Request-Id.
std::optional<LoggedRequest> find_of_endpoint(sql::Transaction& tx, const std::string& endpoint_id,
                                              const std::string& request_id);

std::optional<Payload> find_payload(sql::Transaction& tx, const std::string& id);

/// The time before which entries must go, so that not more than `bytes_max` stay; nullopt if
/// nothing must. Exact to the minute.
std::optional<Timestamp> too_old_by_size(sql::Transaction& tx, std::int64_t bytes_max);

/// Removes the oldest entries before the time, at most `count`; how many there were.
std::int64_t forget(sql::Transaction& tx, Timestamp before, std::int64_t count);
/// Removes the oldest payloads of entries before the time, at most `count`; how many there were.
std::int64_t forget_payloads(sql::Transaction& tx, Timestamp before, std::int64_t count);
/// With its payload.
void remove(sql::Transaction& tx, const LoggedRequest& request);
/// When all entries before the time are gone: what is known of their minutes goes too.
void forget_minutes(sql::Transaction& tx, Timestamp before);

}  // namespace ontos::request_log_store
