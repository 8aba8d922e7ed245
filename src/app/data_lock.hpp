#pragma once
// One server a data folder.

#include <filesystem>

namespace ontos {

/// Holds the folder's lock file until it goes; the kernel frees it if the process dies.
class DataLock {
public:
    /// Makes the folder. Throws Failure{conflict} if another server holds it.
    explicit DataLock(const std::filesystem::path& folder);
    ~DataLock();
    DataLock(const DataLock&) = delete;
    DataLock& operator=(const DataLock&) = delete;

private:
    int file_;
};

}  // namespace ontos
