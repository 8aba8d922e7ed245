#pragma once
// Which server this is, on a database that several may use.

#include <filesystem>
#include <string>

#include "platform/base/clock.hpp"
#include "platform/base/random.hpp"

namespace ontos {

/// The id that the data folder keeps: made once, on the disk before it is used. By it a server that
/// was killed knows its own unfinished work again; so no two servers may run on copies of one data
/// folder and the same database. Under the folder's DataLock. Throws Failure where the file cannot
/// be written, or holds something else.
std::string server_id(const std::filesystem::path& data, const Clock& clock, Random& random);

}  // namespace ontos
