#pragma once
// Ranges of IP addresses: who counts as a trusted proxy, what may be called.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ontos {

/// An IPv4 or IPv6 address. `::ffff:10.0.0.1` is the IPv4 address 10.0.0.1; a zone (`%eth0`) is
/// dropped.
struct Address {
    bool is_v4 = false;
    std::array<std::uint8_t, 16> bytes{};  ///< of IPv4, the first four
};
std::optional<Address> parse_address(std::string_view text);

/// `10.0.0.0/8`, `fd00::/8`, or one address.
struct AddressRange {
    Address first;
    int bits = 0;  ///< how many leading bits are fixed

    bool contains(const Address& address) const;
};

/// Throws Failure{invalid} that names the range.
AddressRange parse_range(std::string_view text);
std::vector<AddressRange> parse_ranges(std::span<const std::string> texts);

}  // namespace ontos
