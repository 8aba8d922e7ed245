// One server a data folder.
#include "app/data_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <system_error>

#include "platform/base/failure.hpp"

namespace ontos {

DataLock::DataLock(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        throw Failure{FailureKind::unavailable, "The data folder " + folder.string() +
                                                    " cannot be made: " + error.message() + '.'};
    const auto path = folder / "lock";
    file_ = Descriptor{open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)};
    if (!file_.is_open())
        throw Failure{FailureKind::unavailable,
                      "The data folder " + folder.string() + " cannot be written."};
    if (flock(file_.get(), LOCK_EX | LOCK_NB) == 0) return;
    throw Failure{FailureKind::conflict,
                  "Another server uses the data folder " + folder.string() + '.'}
        .hint("Stop it, or give this one a folder of its own with --data.");
}

}  // namespace ontos
