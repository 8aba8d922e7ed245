#pragma once
// A fresh, migrated database for each test, on SQLite and on PostgreSQL.

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>

#include "platform/sql/database.hpp"
#include "platform/sql/postgres_connection.hpp"

namespace ontos::sql {

/// The address of the cluster that the test script starts: tests make and drop databases in it.
inline std::string test_cluster() {
    const char* url = std::getenv("ONTOS_TEST_POSTGRES");
    return url == nullptr ? std::string{} : std::string{url};
}

/// Makes a database in a place of its own, and removes it.
class TestPlace {
public:
    /// Empty.
    explicit TestPlace(Engine engine) : TestPlace{engine, "template0"} {
        if (engine_ == Engine::sqlite) std::filesystem::create_directories(folder());
    }
    /// Of a database that nobody has open.
    struct CopyOf {
        const TestPlace& model;
    };
    explicit TestPlace(CopyOf copy) : TestPlace{copy.model.engine_, copy.model.name_} {
        if (engine_ == Engine::sqlite) std::filesystem::copy(copy.model.folder(), folder());
    }
    TestPlace(const TestPlace&) = delete;
    TestPlace& operator=(const TestPlace&) = delete;
    ~TestPlace() {
        if (engine_ == Engine::sqlite) {
            std::error_code ignored;
            std::filesystem::remove_all(folder(), ignored);
        } else {
            try {
                const auto cluster = open_postgres(test_cluster());
                cluster->run_script("drop database " + name_ + " with (force)");
            } catch (const Error& error) {
                ADD_FAILURE() << error.what();
            }
        }
    }

    /// Only of SQLite.
    std::filesystem::path folder() const { return std::filesystem::temp_directory_path() / name_; }

    std::string url() const {
        if (engine_ == Engine::sqlite) return "sqlite://" + (folder() / "test.db").string();
        const auto cluster = test_cluster();
        return cluster.substr(0, cluster.find_last_of('/') + 1) + name_;
    }

private:
    TestPlace(Engine engine, const std::string& model) : engine_{engine} {
        static std::atomic<int> count{0};
        name_ = "ontos_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
        if (engine_ == Engine::postgresql)
            open_postgres(test_cluster())
                ->run_script("create database " + name_ + " template " + model);
    }

    Engine engine_;
    std::string name_;
};

/// A database with the newest schema, migrated once in a process: tests get copies.
inline const TestPlace& migrated_place(Engine engine) {
    const auto migrated = [](Engine of) {
        auto place = std::make_unique<TestPlace>(of);
        open_database({.url = place->url()});
        return place;
    };
    if (engine == Engine::sqlite) {
        static const auto sqlite = migrated(Engine::sqlite);
        return *sqlite;
    }
    static const auto postgresql = migrated(Engine::postgresql);
    return *postgresql;
}

/// A fixture that runs on both engines:
///
///   using ModelStore = sql::DatabaseTest;
///   INSTANTIATE_TEST_SUITE_P(on, ModelStore, sql::engines(), sql::engine_name);
///   TEST_P(ModelStore, a_version_counts_from_one) {
///       database().write([](sql::Transaction& tx) { ... });
///   }
///
/// Without ONTOS_TEST_POSTGRES the PostgreSQL half is skipped, and says so.
class DatabaseTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (GetParam() == Engine::postgresql && test_cluster().empty())
            GTEST_SKIP() << "ONTOS_TEST_POSTGRES names no PostgreSQL server";
        place_ = std::make_unique<TestPlace>(TestPlace::CopyOf{migrated_place(GetParam())});
        reopen();
    }

    Database& database() { return *database_; }
    DatabaseConfig config() const { return {.url = place_->url()}; }
    const TestPlace& place() const { return *place_; }

    /// What a restart of the server does.
    void reopen() {
        database_.reset();
        database_ = open_database(config());
    }

private:
    std::unique_ptr<TestPlace> place_;
    std::unique_ptr<Database> database_;
};

inline auto engines() { return testing::Values(Engine::sqlite, Engine::postgresql); }

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
    return info.param == Engine::sqlite ? "sqlite" : "postgresql";
}

}  // namespace ontos::sql
