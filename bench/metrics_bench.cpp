// What counting costs: insert, record, collect, flush, and the questions afterwards.

#include <benchmark/benchmark.h>

#include <cmath>
#include <filesystem>
#include <random>

#include "monitor/metrics/metrics_queries.hpp"
#include "monitor/metrics/prometheus.hpp"
#include "monitor/metrics/tally.hpp"
#include "platform/base/logging.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

/// Log-normal around 1 ms, as times of requests are.
std::vector<std::uint64_t> typical_times() {
    std::mt19937_64 random{1};
    std::lognormal_distribution<double> distribution{std::log(1e6), 0.7};
    std::vector<std::uint64_t> times(4096);
    for (auto& time : times) time = static_cast<std::uint64_t>(distribution(random));
    return times;
}

/// A server's metrics in a database of its own.
struct Setting {
    Setting() {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        database = sql::open_database({.url = "sqlite://" + (folder / "bench.db").string()});
        metrics = std::make_unique<Metrics>(*database, clock, random);
    }
    ~Setting() {
        metrics.reset();
        database.reset();
        std::filesystem::remove_all(folder);
    }

    void tell(std::uint32_t series, std::uint64_t took) const {
        const EndpointId endpoint{"0198c0de-0000-7000-8000-" +
                                  std::to_string(100'000'000'000 + series)};
        metrics->observed({.endpoint_id = endpoint,
                           .endpoint_name = "iris",
                           .series = series,
                           .status = 200,
                           .total = std::chrono::nanoseconds{took},
                           .model = std::chrono::nanoseconds{took / 2},
                           .queue = std::chrono::nanoseconds{took / 100},
                           .rows = 1,
                           .bytes_in = 300,
                           .bytes_out = 60,
                           .batch = nullptr});
    }

    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / "ontos_metrics_bench";
    ManualClock clock{*parse_rfc3339("2026-03-01T00:00:00Z")};
    SeededRandom random{1};
    std::unique_ptr<sql::Database> database;
    std::unique_ptr<Metrics> metrics;
};

void histogram_insert(benchmark::State& state) {
    const auto times = typical_times();
    HistogramTally tally;
    std::size_t i = 0;
    for (auto _ : state) tally.add(times[++i & 4095]);
}
BENCHMARK(histogram_insert);

void histogram_bin_of(benchmark::State& state) {
    const auto times = typical_times();
    std::size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(sketches::bin_of(times[++i & 4095]));
}
BENCHMARK(histogram_bin_of);

void histogram_merge_of_168_and_three_quantiles(benchmark::State& state) {
    sketches::LatencyHistogram hour;
    for (const auto time : typical_times()) hour.add(time);
    for (auto _ : state) {
        sketches::LatencyHistogram week;
        for (int i = 0; i < 168; ++i) week.merge(hour);
        for (const double q : {0.5, 0.95, 0.99}) benchmark::DoNotOptimize(week.quantile(q));
    }
}
BENCHMARK(histogram_merge_of_168_and_three_quantiles)->Unit(benchmark::kMicrosecond);

void histogram_to_text_and_back(benchmark::State& state) {
    sketches::LatencyHistogram histogram;
    for (const auto time : typical_times()) histogram.add(time);
    for (auto _ : state)
        benchmark::DoNotOptimize(sketches::LatencyHistogram::from_text(histogram.to_text()));
    state.counters["bytes"] = static_cast<double>(histogram.to_text().size());
}
BENCHMARK(histogram_to_text_and_back)->Unit(benchmark::kMicrosecond);

/// Of one request, with `range` series in turn.
void observed(benchmark::State& state) {
    const Setting setting;
    const auto times = typical_times();
    const EndpointId endpoint{"0198c0de-0000-7000-8000-000000000001"};
    PredictionSeen seen{.endpoint_id = endpoint,
                        .endpoint_name = "iris",
                        .status = 200,
                        .model = 20us,
                        .queue = 1us,
                        .rows = 1,
                        .bytes_in = 300,
                        .bytes_out = 60};
    const auto series = static_cast<std::uint32_t>(state.range(0));
    std::uint32_t i = 0;
    for (auto _ : state) {
        seen.series = ++i % series;
        seen.total = std::chrono::nanoseconds{times[i & 4095]};
        setting.metrics->observed(seen);
    }
}
BENCHMARK(observed)->Arg(1)->Arg(100);

void collect_100_series(benchmark::State& state) {
    const Setting setting;
    const auto times = typical_times();
    std::size_t i = 0;
    for (auto _ : state) {
        state.PauseTiming();
        for (std::uint32_t series = 0; series < 100; ++series)
            for (int n = 0; n < 20; ++n) setting.tell(series, times[++i & 4095]);
        state.ResumeTiming();
        setting.metrics->collect();
    }
}
BENCHMARK(collect_100_series)->Unit(benchmark::kMicrosecond)->Iterations(200);

void flush_100_series(benchmark::State& state) {
    Setting setting;
    const auto times = typical_times();
    std::size_t i = 0;
    for (auto _ : state) {
        state.PauseTiming();
        for (std::uint32_t series = 0; series < 100; ++series)
            for (int n = 0; n < 20; ++n) setting.tell(series, times[++i & 4095]);
        setting.clock.advance(1s);
        state.ResumeTiming();
        setting.metrics->flush();
    }
}
BENCHMARK(flush_100_series)->Unit(benchmark::kMillisecond)->Iterations(100);

/// A week of one endpoint: requests in every ten seconds of the last hour, and each five minutes
/// before.
void week_of_traffic(Setting& setting) {
    const auto times = typical_times();
    std::size_t i = 0;
    const auto serve = [&](std::chrono::seconds span, std::chrono::seconds step) {
        for (auto at = 0s; at < span; at += step) {
            for (int n = 0; n < 50; ++n) setting.tell(0, times[++i & 4095]);
            setting.metrics->flush();
            setting.clock.advance(step);
            if (at % 1h < step) setting.metrics->roll_up();
        }
    };
    serve(167h, 5min);
    serve(1h, 10s);
    setting.metrics->roll_up();
}

void performance_of_a_week(benchmark::State& state) {
    Setting setting;
    week_of_traffic(setting);
    EndpointInfo info{{"0198c0de-0000-7000-8000-100000000000"}, "iris", "1", 0};
    MetricsQueries queries{*setting.metrics,
                           {.find = [&](std::string_view) { return info; },
                            .list = [&] { return std::vector{info}; }}};
    const auto hours = static_cast<std::int32_t>(state.range(0));
    std::int64_t requests = 0;
    for (auto _ : state)
        requests = queries.list_performance({{"iris", hours, 1000, ""}}).items[0].total_requests;
    state.counters["requests"] = static_cast<double>(requests);
}
BENCHMARK(performance_of_a_week)->Arg(1)->Arg(24)->Arg(168)->Unit(benchmark::kMicrosecond);

void prometheus_scrape_of_100_series(benchmark::State& state) {
    const Setting setting;
    const auto times = typical_times();
    for (std::uint32_t series = 0; series < 100; ++series)
        for (const auto time : times) setting.tell(series, time);
    Prometheus prometheus{*setting.metrics,
                          {.find = {}, .list = [] { return std::vector<EndpointInfo>{}; }},
                          "bench"};
    for (auto _ : state) benchmark::DoNotOptimize(prometheus.show_metrics());
}
BENCHMARK(prometheus_scrape_of_100_series)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ontos

int main(int argc, char** argv) {
    ontos::start_logging(ontos::LogLevel::error, ontos::LogFormat::text);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
