#pragma once
// One server a data folder.

#include <filesystem>

#include "platform/base/descriptor.hpp"

namespace ontos {

/// Holds the folder's lock file until it goes; the kernel frees it if the process dies.
class DataLock {
public:
    /// Makes the folder. Throws Failure{conflict} if another server holds it.
    explicit DataLock(const std::filesystem::path& folder);

private:
    Descriptor file_;
};

}  // namespace ontos
