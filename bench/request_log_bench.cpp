// What the request log takes of the thread that serves, and what redaction takes behind it.

#include <benchmark/benchmark.h>

#include <filesystem>

#include "monitor/request_log/request_log.hpp"

namespace ontos {
namespace {

std::string query_of(int columns) {
    std::string out = R"({"inputs":[{)";
    for (int i = 0; i < columns; ++i)
        out += (i == 0 ? "\"feature " : ",\"feature ") + std::to_string(i) + "\":0.12345678";
    return out + "}]}";
}

struct Setting {
    Setting() {
        std::filesystem::create_directories(folder);
        database = sql::open_database({.url = "sqlite://" + (folder / "log.db").string()});
    }
    ~Setting() {
        database.reset();
        std::filesystem::remove_all(folder);
    }

    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / "ontos_request_log_bench";
    ManualClock clock{Timestamp{std::chrono::seconds{1'760'000'000}}};
    SeededRandom random{1};
    Redactor redactor{{}};
    std::unique_ptr<sql::Database> database;
};

/// Of one request, at `range` requests a second.
void observed(benchmark::State& state) {
    Setting setting;
    RequestLog log{*setting.database, setting.redactor, setting.clock, setting.random, {}};
    const EndpointId endpoint{"0198c0de-0000-7000-8000-000000000001"};
    const auto body = query_of(30);
    const std::string answer = R"({"predictions":["benign"],"probabilities":[{"benign":0.9}]})";
    const std::chrono::microseconds between{1'000'000 / state.range(0)};
    std::uint64_t number = 0;
    for (auto _ : state) {
        if (++number % 20'000 == 0) {
            state.PauseTiming();
            log.flush();
            state.ResumeTiming();
        }
        setting.clock.advance(between);
        const auto request_id = std::to_string(number * 0x9e3779b97f4a7c15);
        log.observed({.endpoint_id = endpoint,
                      .endpoint_name = "iris",
                      .served_entity = "iris-1",
                      .model_name = "main.default.iris",
                      .model_version = "1",
                      .revision = 1,
                      .series = 0,
                      .status = 200,
                      .total = std::chrono::microseconds{50},
                      .model = std::chrono::microseconds{5},
                      .queue = std::chrono::microseconds{1},
                      .rows = 1,
                      .bytes_in = body.size(),
                      .bytes_out = answer.size(),
                      .request_id = request_id,
                      .requester = "local",
                      .request_body = body,
                      .answer_body = answer,
                      .not_finite = 0,
                      .batch = nullptr});
    }
}
BENCHMARK(observed)->Arg(100)->Arg(1'000)->Arg(20'000)->Arg(100'000)->Iterations(200'000);

/// Of a query of so many columns.
void redact_json(benchmark::State& state) {
    const Redactor redactor{{}};
    const auto body = query_of(static_cast<int>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(redactor.redact_json(body, true, 1 << 20, std::nullopt));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}
BENCHMARK(redact_json)->Arg(30)->Arg(30'000);

/// From memory to durable rows: what the log's thread does each half second at its rate.
void flush_500_rows(benchmark::State& state) {
    Setting setting;
    RequestLog log{*setting.database, setting.redactor, setting.clock, setting.random, {}};
    const EndpointId endpoint{"0198c0de-0000-7000-8000-000000000001"};
    for (auto _ : state) {
        state.PauseTiming();
        setting.clock.advance(std::chrono::seconds{1});
        for (int i = 0; i < 500; ++i)
            log.observed({.endpoint_id = endpoint,
                          .endpoint_name = "iris",
                          .served_entity = "iris-1",
                          .model_version = "1",
                          .revision = 1,
                          .series = 0,
                          .status = 200,
                          .total = std::chrono::microseconds{50},
                          .model = std::chrono::microseconds{5},
                          .queue = std::chrono::microseconds{1},
                          .rows = 1,
                          .bytes_in = 0,
                          .bytes_out = 0,
                          .request_id = "r",
                          .requester = "local",
                          .not_finite = 0,
                          .batch = nullptr});
        state.ResumeTiming();
        log.flush();
    }
}
BENCHMARK(flush_500_rows)->Iterations(50)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ontos

BENCHMARK_MAIN();
