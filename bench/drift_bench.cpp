// Drift: what a value, a request, a merge, a page of 50 features and a run over raw rows cost.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>

#include "monitor/drift/verdict.hpp"
#include "platform/sketches/row_counter.hpp"

namespace {

using namespace ontos;
using namespace ontos::sketches;

constexpr std::size_t features = 50;
constexpr std::size_t hours = std::size_t{7} * 24;

std::vector<double> normal_values(std::size_t count, double mean, std::uint64_t seed) {
    std::mt19937_64 random{seed};
    std::normal_distribution<double> normal{mean, 1};
    std::vector<double> values(count);
    std::ranges::generate(values, [&] { return normal(random); });
    return values;
}

FeatureCounts count(const std::shared_ptr<const FeatureBins>& bins,
                    const std::vector<double>& values) {
    FeatureCounts counts{bins};
    counts.add(values);
    return counts;
}

FeatureCounts baseline_of(const std::vector<double>& values) {
    return count(std::make_shared<const FeatureBins>(FeatureBins::of_values(values)), values);
}

/// What is stored of an endpoint: a baseline of each feature, and its hours.
struct Stored {
    std::vector<FeatureCounts> baselines;
    std::vector<std::vector<FeatureCounts>> buckets;  ///< by feature

    Stored() {
        for (std::size_t i = 0; i < features; ++i) {
            baselines.push_back(baseline_of(normal_values(20'000, 0, i)));
            buckets.emplace_back();
            for (std::size_t hour = 0; hour < hours; ++hour)
                buckets.back().push_back(count(baselines.back().shared_bins(),
                                               normal_values(600, 0.1, i * hours + hour)));
        }
    }
};

const Stored& stored() {
    static const Stored all;
    return all;
}

void judge_week(const std::vector<FeatureCounts>& week) {
    std::vector<FeaturePair> pairs;
    for (std::size_t i = 0; i < features; ++i) pairs.push_back({stored().baselines[i], week[i]});
    benchmark::DoNotOptimize(judge_window(pairs));
}

std::vector<FeatureCounts> merged_week() {
    std::vector<FeatureCounts> week;
    for (const auto& feature : stored().buckets) {
        week.push_back(feature.front());
        for (std::size_t hour = 1; hour < hours; ++hour) week.back().merge(feature[hour]);
    }
    return week;
}

void bin_of_one_value(benchmark::State& state) {
    const auto values = normal_values(4096, 0, 1);
    const auto baseline = baseline_of(normal_values(100'000, 0, 2));
    for (auto _ : state)
        for (const double value : values) benchmark::DoNotOptimize(baseline.bins().bin_of(value));
    state.SetItemsProcessed(state.iterations() * 4096);
}
BENCHMARK(bin_of_one_value);

void count_one_value(benchmark::State& state) {
    const auto values = normal_values(4096, 0, 1);
    auto counts = baseline_of(normal_values(100'000, 0, 2));
    for (auto _ : state)
        for (const double value : values) counts.add(value);
    benchmark::DoNotOptimize(counts.count());
    state.SetItemsProcessed(state.iterations() * 4096);
}
BENCHMARK(count_one_value);

template <class T>
void count_a_request_of_50_features(benchmark::State& state) {
    std::vector<typename RowCounter<T>::Feature> columns;
    for (const auto& baseline : stored().baselines)
        columns.push_back({columns.size(), baseline.shared_bins(), baseline.bins().null()});
    RowCounter<T> counter{columns};
    const auto numbers = normal_values(features * 1024, 0, 1);
    const std::vector<T> values(numbers.begin(), numbers.end());
    std::size_t row = 0;
    for (auto _ : state) counter.add(values.data() + row++ % 1024 * features, features, 1);
    counter.settle();
    benchmark::DoNotOptimize(counter.counts(0));
}
BENCHMARK(count_a_request_of_50_features<float>);
BENCHMARK(count_a_request_of_50_features<double>);

void count_one_name(benchmark::State& state) {
    std::vector<NameCount> names;
    for (int i = 0; i < 64; ++i) names.push_back({"category " + std::to_string(i), 1});
    FeatureCounts counts{std::make_shared<const FeatureBins>(FeatureBins::of_names(names))};
    std::size_t i = 0;
    for (auto _ : state) counts.add(names[i++ % 64].name);
    benchmark::DoNotOptimize(counts.count());
}
BENCHMARK(count_one_name);

void merge_a_week_of_hours_of_50_features(benchmark::State& state) {
    stored();
    for (auto _ : state) benchmark::DoNotOptimize(merged_week());
}
BENCHMARK(merge_a_week_of_hours_of_50_features)->Unit(benchmark::kMicrosecond);

void judge_50_features(benchmark::State& state) {
    const auto week = merged_week();
    for (auto _ : state) judge_week(week);
}
BENCHMARK(judge_50_features)->Unit(benchmark::kMicrosecond);

void drift_page_of_50_features_from_stored_hours(benchmark::State& state) {
    stored();
    for (auto _ : state) judge_week(merged_week());
}
BENCHMARK(drift_page_of_50_features_from_stored_hours)->Unit(benchmark::kMicrosecond);

void read_one_hour_of_one_feature_from_text(benchmark::State& state) {
    const auto& bucket = stored().buckets.front().front();
    const auto text = bucket.to_text();
    for (auto _ : state)
        benchmark::DoNotOptimize(FeatureCounts::from_text(text, bucket.shared_bins()));
    state.counters["bytes"] = static_cast<double>(text.size());
}
BENCHMARK(read_one_hour_of_one_feature_from_text);

/// As drift_bench.py gives it to the peers: 100,000 + 100,000 rows, 50 columns, 5 of them shifted.
void drift_of_raw_rows_edges_included(benchmark::State& state) {
    constexpr std::size_t rows = 100'000;
    std::vector<std::vector<double>> before, after;
    for (std::size_t i = 0; i < features; ++i) {
        before.push_back(normal_values(rows, 0, 2 * i));
        after.push_back(normal_values(rows, i < 5 ? 0.5 : 0, 2 * i + 1));
    }
    std::size_t drifted = 0;
    for (auto _ : state) {
        std::vector<FeatureCounts> counts;
        for (std::size_t i = 0; i < features; ++i) {
            counts.push_back(baseline_of(before[i]));
            counts.push_back(count(counts.back().shared_bins(), after[i]));
        }
        std::vector<FeaturePair> pairs;
        for (std::size_t i = 0; i < features; ++i)
            pairs.push_back({counts[2 * i], counts[2 * i + 1]});
        const auto judgement = judge_window(pairs);
        drifted = static_cast<std::size_t>(std::ranges::count_if(
            judgement.features, [](const FeatureFinding& f) { return f.drifted; }));
    }
    state.counters["drifted"] = static_cast<double>(drifted);
}
BENCHMARK(drift_of_raw_rows_edges_included)->Unit(benchmark::kMillisecond);

void drift_of_raw_rows_edges_known(benchmark::State& state) {
    constexpr std::size_t rows = 100'000;
    const auto& baselines = stored().baselines;
    std::vector<std::vector<double>> after;
    for (std::size_t i = 0; i < features; ++i) after.push_back(normal_values(rows, 0, i));
    for (auto _ : state) {
        std::vector<FeatureCounts> counts;
        for (std::size_t i = 0; i < features; ++i)
            counts.push_back(count(baselines[i].shared_bins(), after[i]));
        judge_week(counts);
    }
}
BENCHMARK(drift_of_raw_rows_edges_known)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
