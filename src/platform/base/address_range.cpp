// Ranges of IP addresses.
#include "platform/base/address_range.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_v4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

Address v4(const std::uint8_t* bytes) {
    Address address{.is_v4 = true};
    std::copy_n(bytes, 4, address.bytes.begin());
    return address;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
    const std::string bare{text.substr(0, text.find('%'))};
    Address address;
    if (inet_pton(AF_INET, bare.c_str(), address.bytes.data()) == 1)
        return v4(address.bytes.data());
    if (inet_pton(AF_INET6, bare.c_str(), address.bytes.data()) != 1) return std::nullopt;
    if (std::equal(mapped_v4.begin(), mapped_v4.end(), address.bytes.begin()))
        return v4(address.bytes.data() + mapped_v4.size());
    return address;
}

bool AddressRange::contains(const Address& address) const {
    if (address.is_v4 != first.is_v4) return false;
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (!std::equal(first.bytes.begin(), first.bytes.begin() + bits / 8, address.bytes.begin()))
        return false;
    const auto rest = static_cast<unsigned>(bits % 8);
    return rest == 0 || (first.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0;
}

AddressRange parse_range(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    const int bits_max = address && address->is_v4 ? 32 : 128;
    int bits = bits_max;
    bool is_number = true;
    if (slash != text.npos) {
        const auto digits = text.substr(slash + 1);
        const auto [stop, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), bits);
        is_number = error == std::errc{} && stop == digits.data() + digits.size();
    }
    if (!address || !is_number || bits < 0 || bits > bits_max)
        throw Failure{FailureKind::invalid,
                      fmt::format("\"{}\" is no address range: write 10.1.2.3, 10.0.0.0/8, ::1 or "
                                  "fd00::/8.",
                                  text)}
            .code("invalid_address_range");
    return {*address, bits};
}

std::vector<AddressRange> parse_ranges(std::span<const std::string> texts) {
    std::vector<AddressRange> ranges;
    for (const auto& text : texts) ranges.push_back(parse_range(text));
    return ranges;
}

}  // namespace ontos
