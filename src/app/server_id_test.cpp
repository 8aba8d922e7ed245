// Which server this is, on a database that several may use.
#include "app/server_id.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "platform/base/failure.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

class ServerIds : public testing::Test {
protected:
    ServerIds() { fs::create_directories(folder_); }
    ~ServerIds() override { fs::remove_all(folder_); }

    std::string id() { return server_id(folder_, clock_, random_); }
    void write(const std::string& name, const std::string& text) {
        std::ofstream{folder_ / name} << text;
    }

    const fs::path folder_ = fs::temp_directory_path() / ("ontos-id-" + std::to_string(getpid()));
    SystemClock clock_;
    SystemRandom random_;
};

TEST_F(ServerIds, is_made_once) {
    const auto made = id();
    EXPECT_TRUE(is_uuid(made));
    EXPECT_EQ(id(), made);
    fs::remove(folder_ / "server_id");
    EXPECT_NE(id(), made);
}

TEST_F(ServerIds, what_a_kill_left_half_written_is_made_anew) {
    write("server_id.part", "0198");
    EXPECT_TRUE(is_uuid(id()));
    EXPECT_FALSE(fs::exists(folder_ / "server_id.part"));
}

TEST_F(ServerIds, a_file_that_holds_something_else_is_refused) {
    write("server_id", "");
    EXPECT_THROW(id(), Failure);
    write("server_id", new_id(clock_, random_) + "0");
    EXPECT_THROW(id(), Failure);
}

}  // namespace
}  // namespace ontos
