#pragma once
// Bytes as base64 text (RFC 4648, with padding) and back.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ontos {

std::string to_base64(std::span<const std::uint8_t> bytes);
std::string to_base64(std::string_view bytes);
/// nullopt unless it is base64 with its padding; at most 64 KiB of text.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace ontos
