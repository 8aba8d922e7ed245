// From the thread that served a request to rows that wait for their labels.
#include "monitor/quality/outcome_log.hpp"

#include <algorithm>
#include <utility>

#include "monitor/metrics/ingested_prediction.hpp"

namespace ontos {
namespace {

constexpr std::size_t batch_rows_max = 2'000;
constexpr std::int64_t forgotten_at_once = 2'000;
constexpr std::chrono::days label_waits{30};
constexpr int pieces_max = 500;

/// Calls `forget_piece(tx)` until it removes less than a piece, or for long enough.
template <class ForgetPiece>
void forget_in_pieces(sql::Database& database, ForgetPiece forget_piece) {
    for (int piece = 0; piece < pieces_max; ++piece)
        if (database.write(forget_piece) < forgotten_at_once) return;
}

}  // namespace

OutcomeLog::OutcomeLog(sql::Database& database, const Redactor& redactor, const Clock& clock,
                       const OutcomeLogConfig& config)
    : database_{database},
      redactor_{redactor},
      clock_{clock},
      config_{config},
      queue_{config.queued_max, config.queued_bytes_max} {}

OutcomeLog::~OutcomeLog() = default;

std::unique_ptr<OutcomeLog::Known> OutcomeLog::find(const PredictionSeen& seen) {
    const std::lock_guard lock{mutex_};
    auto& series = series_[seen.series];
    if (series == nullptr) series = std::make_unique<OutcomeSeries>(seen);
    return std::make_unique<Known>(
        Known{.series = series.get(), .rate = &rates_[seen.endpoint_id.text]});
}

void OutcomeLog::observed(const PredictionSeen& seen) noexcept {
    if (config_.rows_per_second == 0 || seen.status >= 400 || seen.batch == nullptr) return;
    try {
        known_.use(
            seen.series, [&] { return find(seen); },
            [&](const Known& known) { keep(seen, known); });
    } catch (const std::exception&) {  // no memory for the copy
        dropped_.fetch_add(seen.rows, std::memory_order_relaxed);
    }
}

void OutcomeLog::keep(const PredictionSeen& seen, const Known& known) {
    if (known.series->shape.kind == PredictionKind::other) return;
    const auto now = clock_.now();
    const auto expected = known.rate->count(now, seen.rows);
    if (!is_in_share(seen.request_id, kept_share(expected, config_.rows_per_second))) return;
    const bool is_taken = queue_.push(bytes_of(seen, *known.series), [&](CapturedOutcome& into) {
        capture(seen, *known.series, now, into);
    });
    if (!is_taken) dropped_.fetch_add(seen.rows, std::memory_order_relaxed);
}

void OutcomeLog::take(CapturedOutcome& captured) {
    if (pending_.size() + captured.rows > config_.pending_rows_max)
        dropped_.fetch_add(captured.rows, std::memory_order_relaxed);
    else
        append_outcomes(captured, redactor_, pending_);
    constexpr std::size_t kept_numbers = 256;
    if (captured.numbers.capacity() > kept_numbers) captured = {};
}

void OutcomeLog::write_shapes() {
    std::vector<PredictionShape> shapes;
    std::size_t count = 0;
    {
        const std::lock_guard lock{mutex_};
        count = series_.size();
        if (count == shapes_written_) return;
        for (const auto& [number, series] : series_) shapes.push_back(series->shape);
    }
    database_.write([&shapes](sql::Transaction& tx) { outcomes_store::insert_shapes(tx, shapes); });
    shapes_written_ = count;
}

void OutcomeLog::flush() {
    after_flush([] {});
}

void OutcomeLog::write_all() {
    queue_.drain([this](CapturedOutcome& captured) { take(captured); });
    write_shapes();
    count_ingested();
    while (!pending_.empty()) {
        const auto count = std::min(pending_.size(), batch_rows_max);
        const auto batch = std::span{pending_}.last(count);
        database_.write([batch](sql::Transaction& tx) { outcomes_store::insert(tx, batch); });
        written_.fetch_add(count, std::memory_order_relaxed);
        pending_.resize(pending_.size() - count);
    }
}

void OutcomeLog::ingested(const Ingested& request) {
    if (config_.rows_per_second == 0) return;
    if (IngestedPrediction{request}.answer == nullptr) return;
    const std::lock_guard lock{mutex_};
    ingested_.add(request.endpoint.id.text, request.answered_at);
}

void OutcomeLog::count_ingested() {
    outcomes_store::HourRows rows;
    {
        const std::lock_guard lock{mutex_};
        std::swap(rows, ingested_);
    }
    if (!rows.is_empty()) database_.write([&rows](sql::Transaction& tx) { rows.insert(tx); });
}

void OutcomeLog::forget(std::optional<Timestamp> too_old) {
    if (too_old)
        forget_in_pieces(database_, [too_old](sql::Transaction& tx) {
            return outcomes_store::forget(tx, *too_old, forgotten_at_once);
        });
    const auto waited = std::max(too_old, std::optional{clock_.now() - label_waits});
    forget_in_pieces(database_, [waited](sql::Transaction& tx) {
        return outcomes_store::forget_waiting(tx, *waited, forgotten_at_once);
    });
    thin();
}

void OutcomeLog::thin() {
    constexpr int hours_at_once = 100;
    for (int i = 0; i < hours_at_once; ++i) {
        const auto fullest = database_.read([this](sql::Transaction& tx) {
            return outcomes_store::fullest_hour_above(tx, config_.rows_max);
        });
        if (!fullest) return;
        thin(*fullest);
    }
}

void OutcomeLog::thin(const outcomes_store::Hour& hour) {
    auto thinned = hour;
    thinned.kept_share /= 2;
    forget_in_pieces(database_, [&thinned](sql::Transaction& tx) {
        return outcomes_store::forget_above_share(tx, thinned, forgotten_at_once);
    });
    database_.write([&thinned](sql::Transaction& tx) { outcomes_store::set_share(tx, thinned); });
}

void write_outcome_metrics(PrometheusText& out, const OutcomeLog& log) {
    using enum PrometheusText::Type;
    out.family("ontos_outcomes_written_total", counter,
               "Predicted rows that were kept for their labels.");
    out.sample({}, log.written());
    out.family("ontos_outcomes_dropped_total", counter,
               "Predicted rows that were to be kept and came faster than they could be written.");
    out.sample({}, log.dropped());
}

}  // namespace ontos
