#pragma once
// Requests with columns, layouts, and servers that profile: what the tests of drift share.

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "monitor/drift/profiles.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {

/// Rows of two numbers and a text, and a score that is half of the first number.
class ColumnsBatch final : public Batch {
public:
    struct Row {
        float age = 0, height = 0;
        std::string city;
    };

    explicit ColumnsBatch(std::vector<Row> rows) {
        for (auto& row : rows) {
            numbers_.push_back(row.age);
            numbers_.push_back(row.height);
            scores_.push_back(row.age / 2);
            cities_.push_back(std::move(row.city));
        }
    }

    std::size_t rows() const override { return cities_.size(); }
    const std::vector<std::string>& warnings() const override { return warnings_; }
    std::span<const BatchColumn> columns() const override {
        using Role = BatchColumn::Role;
        static const std::vector<BatchColumn> all{
            {"age", Role::input, ElementType::float32, 0, 0},
            {"height", Role::input, ElementType::float32, 0, 1},
            {"city", Role::input, ElementType::string, 1, 0},
            {"score", Role::prediction, ElementType::float64, 2, 0}};
        return all;
    }
    BatchTensor tensor(std::size_t index) const override {
        if (index == 0) return {numbers_.data(), 2};
        if (index == 2) return {scores_.data(), 1};
        return {};
    }
    std::string_view text(const BatchColumn&, std::size_t row) const override {
        return cities_[row];
    }

private:
    std::vector<float> numbers_;
    std::vector<double> scores_;
    std::vector<std::string> cities_, warnings_;
};

inline std::vector<SampledColumn> test_columns() {
    return {{"age", FeatureRole::input, ElementType::float32},
            {"height", FeatureRole::input, ElementType::float32},
            {"city", FeatureRole::input, ElementType::string},
            {"score", FeatureRole::prediction, ElementType::float64}};
}

/// Normal ages around 40 and heights around 170, three cities; always others.
class TestPeople {
public:
    explicit TestPeople(std::uint64_t seed = 1) : random_{seed} {}

    ColumnsBatch::Row next(float age_factor = 1) {
        std::normal_distribution<float> age{40, 10}, height{170, 8};
        static const std::array<std::string, 3> cities{"Rome", "Oslo", "Bern"};
        return {age(random_) * age_factor, height(random_), cities[random_() % 3]};
    }
    RowSample sample(std::size_t rows) {
        RowSample sample{test_columns(), rows};
        for (std::size_t i = 0; i < rows; ++i) {
            const auto row = next();
            sample.next_row();
            sample.set(0, row.age);
            sample.set(1, row.height);
            sample.set(2, std::string_view{row.city});
            sample.set(3, row.age / 2);
        }
        return sample;
    }

private:
    std::mt19937_64 random_;
};

/// A served entity of version 1 of a.b.people.
struct TestPeopleSeries {
    std::uint32_t number = 0;
    EndpointId endpoint{"0198c0de-0000-7000-8000-000000000001"};
    std::string model_version = "1", served_entity = "people-1";

    void tell(PredictionObserver& observer, std::vector<ColumnsBatch::Row> rows, int status = 200,
              std::string_view request_id = "r") const {
        const ColumnsBatch batch{std::move(rows)};
        observer.observed({.endpoint_id = endpoint,
                           .endpoint_name = "people",
                           .served_entity = served_entity,
                           .model_name = "a.b.people",
                           .model_version = model_version,
                           .revision = 1,
                           .series = number,
                           .status = status,
                           .total = std::chrono::milliseconds{1},
                           .model = std::chrono::microseconds{20},
                           .queue = std::chrono::nanoseconds{0},
                           .rows = static_cast<std::uint32_t>(batch.rows()),
                           .bytes_in = 100,
                           .bytes_out = 50,
                           .request_id = request_id,
                           .requester = "local",
                           .not_finite = 0,
                           .batch = &batch});
    }
};

/// Servers that profile into one database, with a clock that is told.
class ProfilesTest : public sql::DatabaseTest {
protected:
    /// A server process.
    struct Process {
        LayoutCache layouts;
        LayoutTable table;
        std::unique_ptr<Profiles> profiles;
    };
    std::unique_ptr<Process> start() {
        auto process = std::make_unique<Process>();
        process->profiles = std::make_unique<Profiles>(database(), clock_, random_, redactor_,
                                                       process->layouts, process->table);
        return process;
    }
    /// Bins of 2,000 people for version 1, as a baseline would give them.
    std::shared_ptr<const ProfileLayout> give_layout(Process& process) {
        const ProfileLayout made{TestPeople{}.sample(2'000).make_features()};
        database().write([&](sql::Transaction& tx) { profiles_store::insert_layout(tx, made); });
        auto layout = database().read(
            [&](sql::Transaction& tx) { return process.layouts.get(tx, made.id()); });
        process.table.add({"a.b.people", "1"}, layout);
        return layout;
    }
    Profile profile(Process& process, std::chrono::seconds window = std::chrono::hours{1},
                    const EndpointId& endpoint = TestPeopleSeries{}.endpoint) {
        Profile sum;
        for (const auto& part : process.profiles->read(
                 endpoint.text, tiles_of(window_of(clock_.now(), window), finest_kept_for(window))))
            sum.merge(part.profile);
        return sum;
    }

    ManualClock clock_{*parse_rfc3339("2026-03-01T12:00:00.25Z")};
    SeededRandom random_{1};
    Redactor redactor_{{}};
};

}  // namespace ontos
