// One server a data folder.
#include "app/data_lock.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

TEST(DataLock, keeps_a_second_server_out_until_the_first_is_gone) {
    const auto folder = fs::temp_directory_path() / ("ontos-lock-" + std::to_string(getpid()));
    {
        const DataLock first{folder};
        EXPECT_THROW(DataLock{folder}, Failure);
    }
    EXPECT_NO_THROW(DataLock{folder});
    fs::remove_all(folder);
}

TEST(DataLock, a_folder_that_cannot_be_made_is_a_failure) {
    EXPECT_THROW(DataLock{"/proc/ontos"}, Failure);
}

}  // namespace
}  // namespace ontos
