// How many durable writes a second the database takes, from one thread and from many.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>

#include "platform/base/logging.hpp"
#include "platform/sql/database.hpp"

namespace {

using namespace ontos;

/// SQLite in a folder of its own, with the schema of the server. Shared by the threads of a run.
class Place {
public:
    Place()
        : folder_{std::filesystem::temp_directory_path() /
                  ("ontos-store-bench-" + std::to_string(getpid()))} {
        std::filesystem::create_directories(folder_);
        database_ = sql::open_database({.url = "sqlite://" + (folder_ / "bench.db").string()});
        database_->write([](sql::Transaction& tx) {
            tx.run("create table bench_rows (id bigint primary key, text text not null)");
        });
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
        database_.reset();
        std::filesystem::remove_all(folder_);
    }
    sql::Database& database() { return *database_; }

private:
    std::filesystem::path folder_;
    std::unique_ptr<sql::Database> database_;
};

std::unique_ptr<Place> shared_place;
std::atomic<std::int64_t> next_id{0};

void open_place(const benchmark::State&) { shared_place = std::make_unique<Place>(); }
void close_place(const benchmark::State&) { shared_place.reset(); }

/// One row a transaction, durable when it returns.
void write_row(benchmark::State& state) {
    const std::string text(200, 'x');
    for (auto _ : state) {
        const auto id = ++next_id;
        shared_place->database().write([&](sql::Transaction& tx) {
            tx.run("insert into bench_rows (id, text) values ($1, $2)", id, text);
        });
    }
    state.SetItemsProcessed(state.iterations());
}

void read_row(benchmark::State& state) {
    auto& database = shared_place->database();
    database.write([](sql::Transaction& tx) {
        tx.run("insert into bench_rows (id, text) values ($1, $2)", std::int64_t{-1}, "text");
    });
    for (auto _ : state)
        benchmark::DoNotOptimize(database.read([](sql::Transaction& tx) {
            return tx.value<std::string>("select text from bench_rows where id = $1",
                                         std::int64_t{-1});
        }));
    state.SetItemsProcessed(state.iterations());
}

BENCHMARK(write_row)->Setup(open_place)->Teardown(close_place)->ThreadRange(1, 64)->UseRealTime();
BENCHMARK(read_row)->Setup(open_place)->Teardown(close_place)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
    ontos::start_logging(ontos::LogLevel::warning, ontos::LogFormat::text);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
