// What the data takes, as it lies there.
#include "app/storage.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>

#include "platform/sql/test_database.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

using Stored = sql::DatabaseTest;
INSTANTIATE_TEST_SUITE_P(on, Stored, sql::engines(), sql::engine_name);

TEST_P(Stored, files_are_counted_by_folder_and_others_are_not) {
    const auto data = fs::temp_directory_path() / ("ontos_storage_" + std::to_string(getpid()));
    fs::create_directories(data / "artifacts" / "ab");
    fs::create_directories(data / "exports");
    std::ofstream{data / "artifacts" / "ab" / "model.onnx"} << std::string(3'000, 'm');
    std::ofstream{data / "artifacts" / "note"} << "n";
    std::ofstream{data / "server_id"} << "an id";
    const auto answer = Storage{database(), data}.show_storage();
    fs::remove_all(data);

    EXPECT_EQ(answer.engine, GetParam() == sql::Engine::sqlite ? "sqlite" : "postgresql");
    EXPECT_EQ(answer.data_folder, data.string());
    ASSERT_EQ(answer.parts.size(), 3u);
    EXPECT_EQ(answer.parts[0].name, "database");
    EXPECT_EQ(answer.parts[0].files.has_value(), GetParam() == sql::Engine::sqlite);
    EXPECT_EQ(answer.parts[1].name, "artifacts");
    EXPECT_EQ(answer.parts[1].bytes, 3'001);
    EXPECT_EQ(answer.parts[1].files, 2);
    EXPECT_EQ(answer.parts[2].name, "exports");
    EXPECT_EQ(answer.parts[2].files, 0);
    EXPECT_TRUE(answer.is_complete);
    EXPECT_GT(answer.disk_free_bytes, 0);
    EXPECT_LE(answer.disk_free_bytes, answer.disk_bytes);
}

TEST_P(Stored, the_database_tells_its_size_and_what_it_can_use_again) {
    const auto sizes = [&] { return Storage{database(), "/"}.show_storage(); };
    const auto before = sizes();
    database().write([](sql::Transaction& tx) {
        tx.run("create table large (text_of_it text not null)");
        for (int i = 0; i < 100; ++i)
            tx.run("insert into large values ($1)",
                   std::string(20'000, static_cast<char>('a' + i % 26)));
    });
    const auto filled = sizes();
    EXPECT_GT(filled.parts[0].bytes, before.parts[0].bytes);
    database().write([](sql::Transaction& tx) { tx.run("drop table large"); });
    if (GetParam() == sql::Engine::sqlite) {
        EXPECT_GE(sizes().reusable_bytes, 1'900'000);
    } else {
        EXPECT_EQ(sizes().reusable_bytes, 0);
    }
}

}  // namespace
}  // namespace ontos
