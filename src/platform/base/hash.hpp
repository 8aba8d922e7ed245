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

std::string to_hex(std::span<const std::uint8_t> bytes);

}  // namespace ontos
