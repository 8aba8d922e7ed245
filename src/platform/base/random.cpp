// Where random bytes come from.
#include "platform/base/random.hpp"

#include <sys/random.h>

#include <cstring>

#include "platform/base/failure.hpp"

namespace ontos {

std::uint64_t Random::next() {
    std::uint64_t value = 0;
    std::uint8_t bytes[sizeof value];
    fill(bytes);
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const auto got = getrandom(bytes.data(), bytes.size(), 0);
        check(got > 0, "getrandom gives bytes");
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
    const std::lock_guard lock{mutex_};
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine_());
}

}  // namespace ontos
