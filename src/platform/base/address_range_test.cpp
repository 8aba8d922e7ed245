// Which addresses are in a range.
#include "platform/base/address_range.hpp"

#include <gmock/gmock.h>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

bool is_in(std::string_view range, std::string_view address) {
    const auto parsed = parse_address(address);
    return parsed && parse_range(range).contains(*parsed);
}

TEST(AddressRange, holds_what_shares_its_leading_bits) {
    EXPECT_TRUE(is_in("10.0.0.0/8", "10.255.0.1"));
    EXPECT_FALSE(is_in("10.0.0.0/8", "11.0.0.1"));
    EXPECT_TRUE(is_in("172.16.0.0/12", "172.31.255.255"));
    EXPECT_FALSE(is_in("172.16.0.0/12", "172.32.0.0"));
    EXPECT_TRUE(is_in("192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(is_in("192.0.2.7", "192.0.2.8"));
    EXPECT_TRUE(is_in("10.1.2.3/31", "10.1.2.2"));
    EXPECT_TRUE(is_in("0.0.0.0/0", "203.0.113.1"));
    EXPECT_TRUE(is_in("fd00::/8", "fdab::1"));
    EXPECT_FALSE(is_in("fd00::/8", "fe80::1"));
    EXPECT_TRUE(is_in("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(is_in("2001:db8::/33", "2001:db8:8000::1"));
    EXPECT_TRUE(is_in("::1", "::1"));
    EXPECT_TRUE(is_in("fe80::1", "fe80::1%eth0"));
}

TEST(AddressRange, an_ipv4_address_in_ipv6_clothes_is_that_address) {
    EXPECT_TRUE(is_in("10.0.0.0/8", "::ffff:10.0.0.1"));
    EXPECT_FALSE(is_in("::/0", "::ffff:10.0.0.1")) << "an IPv6 range holds no IPv4";
    EXPECT_FALSE(is_in("0.0.0.0/0", "::1"));
    EXPECT_FALSE(is_in("10.0.0.0/8", "0a00::1")) << "equal leading bits, another family";
}

TEST(AddressRange, what_is_no_range_is_refused_by_name) {
    for (const auto* text : {"", "10.0.0.0/33", "::1/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8",
                             "proxy.example", "10.0.0.0/8x", "0x0a.0.0.1", "/8"})
        EXPECT_THAT([&] { parse_range(text); },
                    testing::Throws<Failure>(testing::Property(
                        &Failure::message, testing::HasSubstr('"' + std::string{text} + '"'))))
            << text;
}

}  // namespace
}  // namespace ontos
