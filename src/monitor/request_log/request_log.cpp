// From the thread that served a request, through redaction, to the database.
#include "monitor/request_log/request_log.hpp"

#include <algorithm>

#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"
#include "platform/tasks/background_thread.hpp"

namespace ontos {
namespace {

using request_log_store::Payload;

constexpr std::size_t batch_requests_max = 500, batch_bytes_max = 8u << 20;

/// Text that both databases take: what is no UTF-8, or a control character, becomes '?'.
std::string clean(const std::string& text) {
    const bool is_valid = is_utf8(text);
    std::string out = text;
    for (char& c : out)
        if (const auto byte = static_cast<unsigned char>(c);
            byte < 0x20 || byte == 0x7f || (byte > 0x7f && !is_valid))
            c = '?';
    return out;
}

/// What was wrong with a request, without what must not be written of it.
std::string redacted_error(const Redactor& redactor, const std::vector<std::string>& sentences) {
    std::string out;
    for (const auto& sentence : sentences) {
        if (!out.empty()) out += ' ';
        out += redactor.redact_mistake(clean(sentence));
    }
    return out;
}

double milliseconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>{time}.count();
}

}  // namespace

/// An endpoint, served entity and version, as PredictionSeen numbers them.
struct RequestLog::Series {
    LoggedEndpoint* endpoint;
    /// Null until a model was there to tell; then it stays.
    std::atomic<const std::vector<std::string>*> columns{nullptr};
    std::vector<std::string> owned_columns;
};

RequestLog::RequestLog(sql::Database& database, const Redactor& redactor, const Clock& clock,
                       Random& random, const RequestLogConfig& config)
    : database_{database},
      redactor_{redactor},
      clock_{clock},
      random_{random},
      config_{config},
      queue_{config.queued_max, config.queued_bytes_max} {}

RequestLog::~RequestLog() = default;

RequestLog::Series* RequestLog::make_series(const PredictionSeen& seen) {
    auto& endpoint = endpoint_of(seen.endpoint_id.text);
    const std::lock_guard lock{mutex_};
    auto& place = blocks_[seen.series / block_size];
    auto* block = place.load(std::memory_order_acquire);
    if (block == nullptr) {
        owned_blocks_.push_back(std::make_unique<Block>());
        block = owned_blocks_.back().get();
        place.store(block, std::memory_order_release);
    }
    auto& slot = (*block)[seen.series % block_size];
    auto* series = slot.load(std::memory_order_acquire);
    if (series == nullptr) {
        series_.push_back(std::make_unique<Series>());
        series = series_.back().get();
        series->endpoint = &endpoint;
        slot.store(series, std::memory_order_release);
    }
    if (seen.served_model != nullptr && series->columns.load() == nullptr) {
        for (const auto& input : seen.served_model->signature().inputs)
            series->owned_columns.push_back(input.name);
        series->columns.store(&series->owned_columns, std::memory_order_release);
    }
    return series;
}

RequestLog::Series* RequestLog::series_of(const PredictionSeen& seen) {
    if (seen.series >= block_size * block_count) return nullptr;
    const auto* block = blocks_[seen.series / block_size].load(std::memory_order_acquire);
    auto* series = block == nullptr
                       ? nullptr
                       : (*block)[seen.series % block_size].load(std::memory_order_acquire);
    const bool is_known =
        series != nullptr && (seen.served_model == nullptr || series->columns.load() != nullptr);
    return is_known ? series : make_series(seen);
}

void RequestLog::observed(const PredictionSeen& seen) noexcept {
    if (config_.rows_per_second == 0) return;
    LoggedEndpoint* endpoint = nullptr;
    try {
        const auto* series = series_of(seen);
        if (series == nullptr) return;
        endpoint = series->endpoint;
        keep(seen, *series, clock_.now());
    } catch (const std::exception&) {  // no memory for the copy
        if (endpoint != nullptr) endpoint->dropped.fetch_add(1, std::memory_order_relaxed);
    }
}

std::optional<RequestLog::Admission> RequestLog::admit(LoggedEndpoint& endpoint,
                                                       std::string_view request_id, int status,
                                                       Timestamp now) const {
    const auto expected = endpoint.rate.count(now);
    const auto share = status >= 500 ? 1.0 : kept_share(expected, config_.rows_per_second);
    if (!is_in_share(request_id, share)) return std::nullopt;
    const auto payload_share =
        config_.payload_share *
        kept_share(expected, std::min(config_.payloads_per_second, config_.rows_per_second));
    if (!is_in_share(request_id, payload_share)) return Admission{share, std::nullopt};
    return Admission{share, payload_share};
}

void RequestLog::keep(const PredictionSeen& seen, const Series& series, Timestamp now) {
    const auto admission = admit(*series.endpoint, seen.request_id, seen.status, now);
    if (!admission) return;
    const auto bytes = admission->payload_share ? config_.payload_bytes_max : 0;
    std::string query{seen.request_body.substr(0, bytes)};
    std::string answer{seen.answer_body.substr(0, bytes)};
    const bool is_taken = queue_.push(query.size() + answer.size(), [&](CapturedRequest& into) {
        capture(seen, into);
        into.created_at = now - std::chrono::floor<std::chrono::microseconds>(seen.total);
        into.columns = series.columns.load(std::memory_order_acquire);
        into.endpoint = series.endpoint;
        into.kept_share = admission->kept_share;
        into.payload_share = admission->payload_share;
        into.query.swap(query);
        into.answer.swap(answer);
    });
    if (!is_taken) series.endpoint->dropped.fetch_add(1, std::memory_order_relaxed);
}

LoggedEndpoint& RequestLog::endpoint_of(const std::string& endpoint_id) {
    const std::lock_guard lock{mutex_};
    auto& endpoint = endpoints_[endpoint_id];
    if (endpoint == nullptr) endpoint = std::make_unique<LoggedEndpoint>();
    return *endpoint;
}

IngestedEntries RequestLog::prepare(std::span<const Ingested> requests) {
    IngestedEntries entries;
    if (config_.rows_per_second == 0) return entries;
    const auto now = clock_.now();
    for (const auto& request : requests) {
        auto& endpoint = endpoint_of(request.endpoint.id.text);
        const auto admission = admit(endpoint, request.request_id(), request.status, now);
        if (!admission) continue;
        CapturedRequest captured;
        capture(request, captured);
        captured.kept_share = admission->kept_share;
        captured.payload_share = admission->payload_share;
        if (admission->payload_share) capture_payload(request, config_.payload_bytes_max, captured);
        entries.emplace(request.id, redacted(captured));
    }
    return entries;
}

void RequestLog::insert(sql::Transaction& tx, const IngestedEntries& entries,
                        std::span<const Ingested> requests) {
    std::vector<LoggedRequest> rows;
    std::vector<Payload> payloads;
    for (const auto& request : requests) {
        const auto entry = entries.find(request.id);
        if (entry == entries.end()) continue;
        rows.push_back(entry->second.request);
        if (const auto& payload = entry->second.payload) payloads.push_back(*payload);
    }
    request_log_store::insert_uncounted(tx, rows, payloads);
}

void RequestLog::inserted(const IngestedEntries& entries, std::span<const Ingested> requests) {
    const std::lock_guard lock{mutex_};
    for (const auto& request : requests) {
        const auto entry = entries.find(request.id);
        if (entry == entries.end()) continue;
        ingested_.add(entry->second.request, entry->second.payload);
        written_.fetch_add(1, std::memory_order_relaxed);
    }
}

std::optional<Payload> RequestLog::redact_payload(const CapturedRequest& captured,
                                                  const std::string& id) const {
    if (!captured.payload_share) return std::nullopt;
    Payload payload{.id = id, .query = {}, .answer = {}};
    const auto max = config_.payload_bytes_max;
    const auto columns =
        captured.columns == nullptr ? std::nullopt : std::optional{std::span{*captured.columns}};
    if (auto query = redactor_.redact_json(
            captured.query, captured.query.size() == captured.bytes_in, max, columns)) {
        payload.query = std::move(query->text);
        payload.is_query_cut = query->is_cut;
    }
    if (captured.bytes_out == 0) return payload;
    if (auto answer =
            redactor_.redact_json(captured.answer, captured.answer.size() == captured.bytes_out,
                                  max, std::span<const std::string>{})) {
        payload.answer = std::move(answer->text);
        payload.is_answer_cut = answer->is_cut;
    }
    return payload;
}

LogEntry RequestLog::redacted(const CapturedRequest& captured) const {
    auto id = captured.id.empty() ? new_id(clock_, random_) : captured.id;
    auto payload = redact_payload(captured, id);
    LoggedRequest request{.id = std::move(id),
                          .request_id = clean(captured.request_id),
                          .client_request_id = clean(captured.client_request_id),
                          .created_at = captured.created_at,
                          .endpoint_id = captured.endpoint_id,
                          .endpoint_name = captured.endpoint_name,
                          .served_entity = captured.served_entity,
                          .model_name = clean(captured.model_name),
                          .model_version = clean(captured.model_version),
                          .revision = static_cast<std::int64_t>(captured.revision),
                          .status = captured.status,
                          .total_ms = milliseconds(captured.total),
                          .model_ms = milliseconds(captured.model),
                          .queue_ms = milliseconds(captured.queue),
                          .row_count = captured.rows,
                          .bytes_in = static_cast<std::int64_t>(captured.bytes_in),
                          .bytes_out = static_cast<std::int64_t>(captured.bytes_out),
                          .requester = clean(captured.requester),
                          .session_id = clean(captured.session_id),
                          .error_code = captured.error_code,
                          .error = redacted_error(redactor_, captured.error),
                          .kept_share = captured.kept_share,
                          .payload_share = captured.payload_share};
    return {std::move(request), std::move(payload)};
}

void RequestLog::take(CapturedRequest& captured) {
    auto entry = redacted(captured);
    captured.query = {};
    captured.answer = {};
    const auto& payload = entry.payload;
    const auto bytes =
        payload ? payload->query.value_or("").size() + payload->answer.value_or("").size() : 0;
    if (pending_requests_ >= config_.queued_max ||
        pending_bytes_ + bytes > config_.queued_bytes_max) {
        captured.endpoint->dropped.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    add(std::move(entry));
    pending_bytes_ += bytes;
    pending_.back().bytes += bytes;
}

void RequestLog::add(LogEntry&& entry) {
    if (pending_.empty() || pending_.back().requests.size() >= batch_requests_max ||
        pending_.back().bytes >= batch_bytes_max)
        pending_.emplace_back();
    auto& batch = pending_.back();
    batch.minutes.add(entry.request, entry.payload);
    batch.requests.push_back(std::move(entry.request));
    if (entry.payload) batch.payloads.push_back(*std::move(entry.payload));
    ++pending_requests_;
}

void RequestLog::count_ingested() {
    request_log_store::MinuteBytes minutes;
    {
        const std::lock_guard lock{mutex_};
        std::swap(minutes, ingested_);
    }
    if (!minutes.is_empty())
        database_.write([&minutes](sql::Transaction& tx) { minutes.insert(tx); });
}

void RequestLog::flush() {
    const std::lock_guard one_at_a_time{flush_mutex_};
    queue_.drain([this](CapturedRequest& captured) {
        take(captured);
        let_others_run();
    });
    count_ingested();
    while (!pending_.empty()) {
        const auto& batch = pending_.front();
        database_.write([&batch](sql::Transaction& tx) {
            request_log_store::insert_uncounted(tx, batch.requests, batch.payloads);
            batch.minutes.insert(tx);
        });
        written_.fetch_add(batch.requests.size(), std::memory_order_relaxed);
        pending_requests_ -= batch.requests.size();
        pending_bytes_ -= batch.bytes;
        pending_.pop_front();
    }
}

void RequestLog::forget(std::optional<Timestamp> too_old) {
    constexpr std::int64_t at_once = 1'000;
    constexpr int pieces_max = 500;
    const auto too_old_by_size = database_.read([this](sql::Transaction& tx) {
        return request_log_store::too_old_by_size(tx, config_.bytes_max);
    });
    // nullopt is before every time.
    const auto before = std::max(too_old, too_old_by_size);
    if (!before) return;
    for (int piece = 0; piece < pieces_max; ++piece) {
        const auto gone = database_.write([before](sql::Transaction& tx) {
            const auto count = request_log_store::forget(tx, *before, at_once);
            if (count < at_once) request_log_store::forget_minutes(tx, *before);
            return count;
        });
        if (gone < at_once) return;
    }
}

void RequestLog::forget_payloads(Timestamp too_old) {
    constexpr std::int64_t at_once = 1'000;
    constexpr int pieces_max = 500;
    for (int piece = 0; piece < pieces_max; ++piece)
        if (database_.write([too_old](sql::Transaction& tx) {
                return request_log_store::forget_payloads(tx, too_old, at_once);
            }) < at_once)
            return;
}

std::map<std::string, std::int64_t> RequestLog::dropped() const {
    const std::lock_guard lock{mutex_};
    std::map<std::string, std::int64_t> out;
    for (const auto& [id, endpoint] : endpoints_)
        out[id] = endpoint->dropped.load(std::memory_order_relaxed);
    return out;
}

void write_request_log_metrics(PrometheusText& out, const RequestLog& log) {
    using enum PrometheusText::Type;
    out.family("ontos_request_log_written_total", counter, "Requests that were logged.");
    out.sample({}, log.written());
    out.family("ontos_request_log_dropped_total", counter,
               "Requests that were to be logged and came faster than they could be written.");
    for (const auto& [endpoint_id, count] : log.dropped())
        out.sample({{"endpoint_id", endpoint_id}}, static_cast<std::uint64_t>(count));
}

}  // namespace ontos
