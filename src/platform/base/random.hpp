#pragma once
// Where random bytes come from; injected, so that tests can repeat themselves.

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <span>

namespace ontos {

/// Thread safe.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> bytes) = 0;
    std::uint64_t next();
};

/// The kernel's generator (getrandom).
class SystemRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> bytes) override;
};

/// The same bytes for the same seed; for tests.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_{seed} {}
    void fill(std::span<std::uint8_t> bytes) override;

private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

}  // namespace ontos
