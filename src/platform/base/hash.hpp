#pragma once
// SHA-256 and the texts that bytes travel as.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ontos {

/// Lower-case hexadecimal, 64 characters.
std::string sha256_hex(std::string_view bytes);

/// SHA-256 of what comes in pieces. Owned by one thread.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void add(std::string_view bytes);
    /// Ends it: nothing can be added afterwards.
    std::string hex();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// FNV-1a of 64 bits over salt, NUL and key, then the finaliser of MurmurHash3: the same on every
/// machine and in every version, every bit of use for a choice by share. Not for secrets.
std::uint64_t stable_hash(std::string_view salt, std::string_view key);

std::string to_hex(std::span<const std::uint8_t> bytes);

}  // namespace ontos
