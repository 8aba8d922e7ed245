// What profiling a request costs, how fast a baseline is made, and how long a comparison takes.

#include <benchmark/benchmark.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "monitor/drift/baseline_csv.hpp"
#include "monitor/drift/drift_report.hpp"
#include "monitor/drift/profiles.hpp"
#include "platform/base/logging.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t feature_count = 50;

std::string name_of(std::size_t feature) { return "feature_" + std::to_string(feature); }

/// One row of 50 numbers.
class NumbersBatch final : public Batch {
public:
    NumbersBatch() {
        for (std::size_t i = 0; i < feature_count; ++i)
            columns_.push_back({name_of(i), BatchColumn::Role::input, ElementType::float32, 0, i});
    }
    void fill(std::mt19937_64& random) {
        std::normal_distribution<float> normal;
        for (auto& value : values_) value = normal(random);
    }
    std::size_t rows() const override { return 1; }
    const std::vector<std::string>& warnings() const override { return warnings_; }
    std::span<const BatchColumn> columns() const override { return columns_; }
    BatchTensor tensor(std::size_t) const override { return {values_.data(), feature_count}; }
    std::string_view text(const BatchColumn&, std::size_t) const override { return {}; }

private:
    std::array<float, feature_count> values_{};
    std::vector<BatchColumn> columns_;
    std::vector<std::string> warnings_;
};

RowSample sample_of(std::size_t rows, std::uint64_t seed) {
    std::vector<SampledColumn> columns;
    for (std::size_t i = 0; i < feature_count; ++i)
        columns.push_back({name_of(i), FeatureRole::input, ElementType::float32});
    RowSample sample{std::move(columns), rows};
    std::mt19937_64 random{seed};
    std::normal_distribution<double> normal;
    for (std::size_t row = 0; row < rows; ++row) {
        sample.next_row();
        for (std::size_t i = 0; i < feature_count; ++i) sample.set(i, normal(random));
    }
    return sample;
}

std::shared_ptr<const ProfileLayout> layout() {
    static const auto made =
        std::make_shared<const ProfileLayout>(sample_of(100'000, 1).make_features());
    return made;
}

/// A server's profiles in a database of its own.
struct Setting {
    Setting() {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        database = sql::open_database({.url = "sqlite://" + (folder / "bench.db").string()});
        profiles = std::make_unique<Profiles>(*database, clock, random, redactor, layouts, table);
        database->write(
            [&](sql::Transaction& tx) { profiles_store::insert_layout(tx, *layout()); });
        table.add({"a.b.c", "1"}, database->read([&](sql::Transaction& tx) {
            return layouts.get(tx, layout()->id());
        }));
    }
    ~Setting() {
        profiles.reset();
        database.reset();
        std::filesystem::remove_all(folder);
    }
    void tell(const Batch& batch) const {
        profiles->observed({.endpoint_id = endpoint,
                            .endpoint_name = "numbers",
                            .served_entity = "numbers-1",
                            .model_name = "a.b.c",
                            .model_version = "1",
                            .revision = 1,
                            .series = 0,
                            .status = 200,
                            .total = 1ms,
                            .model = 10us,
                            .queue = 0ns,
                            .rows = 1,
                            .bytes_in = 100,
                            .bytes_out = 100,
                            .request_id = "r",
                            .requester = "local",
                            .not_finite = 0,
                            .batch = &batch});
    }

    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / "ontos_drift_bench";
    const EndpointId endpoint{"0198c0de-0000-7000-8000-000000000001"};
    ManualClock clock{*parse_rfc3339("2026-03-01T00:00:00Z")};
    SeededRandom random{1};
    Redactor redactor{{}};
    LayoutCache layouts;
    LayoutTable table;
    std::unique_ptr<sql::Database> database;
    std::unique_ptr<Profiles> profiles;
};

void observe_50_features(benchmark::State& state) {
    const Setting setting;
    std::mt19937_64 random{2};
    std::vector<NumbersBatch> batches(256);
    for (auto& batch : batches) batch.fill(random);
    std::size_t i = 0;
    for (auto _ : state) setting.tell(batches[++i & 255]);
}
BENCHMARK(observe_50_features);

/// Of one second with 1,000 requests.
void flush_a_second(benchmark::State& state) {
    Setting setting;
    std::mt19937_64 random{2};
    NumbersBatch batch;
    for (auto _ : state) {
        state.PauseTiming();
        for (int i = 0; i < 1'000; ++i) {
            batch.fill(random);
            setting.tell(batch);
        }
        setting.clock.advance(1s);
        state.ResumeTiming();
        setting.profiles->flush();
    }
}
BENCHMARK(flush_a_second)->Iterations(30)->Unit(benchmark::kMillisecond);

/// Two profiles in memory become the answer of the drift route.
void judge_50_features(benchmark::State& state) {
    const auto before = sample_of(100'000, 1).count_by(layout());
    const auto after = sample_of(100'000, 2).count_by(layout());
    for (auto _ : state) {
        DriftReport report;
        tell(report, before, after, Compatibility::none);
        benchmark::DoNotOptimize(report);
    }
}
BENCHMARK(judge_50_features)->Unit(benchmark::kMicrosecond);

/// A week of hourly and finer buckets, read and added up.
void read_seven_days(benchmark::State& state) {
    Setting setting;
    std::mt19937_64 random{2};
    NumbersBatch batch;
    for (int step = 0; step < 7 * 24 * 12; ++step) {
        for (int i = 0; i < 20; ++i) {
            batch.fill(random);
            setting.tell(batch);
        }
        setting.clock.advance(5min);
        setting.profiles->flush();
        if (step % 12 == 0) setting.profiles->roll_up();
    }
    setting.profiles->roll_up();
    const auto window = 7 * 24h;
    const auto tiles = tiles_of(window_of(setting.clock.now(), window), finest_kept_for(window));
    for (auto _ : state)
        benchmark::DoNotOptimize(setting.profiles->read(setting.endpoint.text, tiles));
}
BENCHMARK(read_seven_days)->Unit(benchmark::kMillisecond);

/// A million rows of 50 columns, from the file to bins and counts.
void make_baseline(benchmark::State& state) {
    const auto csv = std::filesystem::temp_directory_path() / "ontos_drift_bench.csv";
    Signature signature;
    {
        std::ofstream out{csv};
        std::mt19937_64 random{3};
        std::normal_distribution<double> normal;
        for (std::size_t i = 0; i < feature_count; ++i) {
            signature.inputs.emplace_back();
            signature.inputs.back().name = name_of(i);
            out << (i > 0 ? "," : "") << name_of(i);
        }
        for (int row = 0; row < 1'000'000; ++row)
            for (std::size_t i = 0; i < feature_count; ++i)
                out << (i > 0 ? ',' : '\n') << normal(random);
    }
    for (auto _ : state) {
        const auto read = read_baseline_csv(csv, signature, [](std::uint64_t) {});
        const auto made = std::make_shared<const ProfileLayout>(read.sample.make_features());
        benchmark::DoNotOptimize(read.sample.count_by(made).to_text());
    }
    std::filesystem::remove(csv);
}
BENCHMARK(make_baseline)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace ontos

int main(int argc, char** argv) {
    ontos::start_logging(ontos::LogLevel::error, ontos::LogFormat::text);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
