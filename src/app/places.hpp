#pragma once
// Where things are kept on this machine.

#include <filesystem>

#include "app/config.hpp"

namespace ontos {

/// Everything that the server writes is below `data`.
struct Places {
    explicit Places(const Config& config)
        : data{std::filesystem::absolute(config.data).lexically_normal()},
          artifacts{data / "artifacts"},
          uploads{data / "uploads"} {}

    std::filesystem::path data, artifacts, uploads;
};

}  // namespace ontos
