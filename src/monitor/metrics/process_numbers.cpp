// Reads /proc/self/stat, /proc/stat and the limits (man 5 proc).

#include "monitor/metrics/process_numbers.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace ontos {

namespace {

/// The fields of /proc/self/stat behind the command, which may hold spaces: field 3 is the first.
std::vector<std::string> stat_fields() {
    std::ifstream file{"/proc/self/stat"};
    std::string line;
    std::getline(file, line);
    const auto end_of_command = line.rfind(')');
    if (end_of_command == line.npos) return {};
    std::istringstream rest{line.substr(end_of_command + 1)};
    std::vector<std::string> fields;
    for (std::string field; rest >> field;) fields.push_back(field);
    return fields;
}

/// When the system started, in seconds since 1970.
std::optional<double> boot_time() {
    std::ifstream file{"/proc/stat"};
    for (std::string word; file >> word;)
        if (double seconds = 0; word == "btime" && file >> seconds) return seconds;
    return std::nullopt;
}

}  // namespace

ProcessNumbers read_process_numbers() {
    ProcessNumbers numbers;
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    if (const auto fields = stat_fields(); fields.size() > 21) {
        const auto number = [&](std::size_t field) { return std::stoull(fields[field - 3]); };
        numbers.cpu_seconds = static_cast<double>(number(14) + number(15)) / ticks;
        numbers.threads = number(20);
        if (const auto boot = boot_time())
            numbers.start_time_seconds = *boot + static_cast<double>(number(22)) / ticks;
        numbers.virtual_bytes = number(23);
        numbers.resident_bytes = number(24) * page;
    }
    std::error_code error;
    std::uint64_t files = 0;
    for (std::filesystem::directory_iterator at{"/proc/self/fd", error}, end; !error && at != end;
         at.increment(error))
        ++files;
    if (files > 0) numbers.open_files = files;
    if (rlimit limit{}; ::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        numbers.open_files_max = limit.rlim_cur;
    return numbers;
}

}  // namespace ontos
