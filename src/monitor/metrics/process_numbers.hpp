#pragma once
// What the kernel knows of this process.

#include <cstdint>
#include <optional>

namespace ontos {

/// nullopt where the kernel does not tell.
struct ProcessNumbers {
    std::optional<double> cpu_seconds, start_time_seconds;
    std::optional<std::uint64_t> resident_bytes, virtual_bytes, open_files, open_files_max, threads;
};

/// Reads /proc/self: some ten microseconds. Thread safe.
ProcessNumbers read_process_numbers();

}  // namespace ontos
