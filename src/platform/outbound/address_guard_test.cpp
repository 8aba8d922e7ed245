// What may be called, and what hides an inner address.
#include "platform/outbound/address_guard.hpp"

#include <gmock/gmock.h>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;
using testing::Optional;

TEST(Url, is_taken_apart) {
    const auto url = parse_url("https://Hooks.Example.com./a/b?c=d");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "hooks.example.com");
    EXPECT_EQ(url->path, "/a/b");
    EXPECT_EQ(url->query, "c=d");
    EXPECT_EQ(url->port, 443);
    EXPECT_EQ(parse_url("http://[::1]:9000/")->host, "::1");
    EXPECT_EQ(parse_url("http://[::1]:9000/")->port, 9000);
}

TEST(Url, is_refused_where_it_is_none) {
    for (const auto* text : {"", "x", "ftp://a.b/", "file:///etc/passwd", "https://", "//a.b/c",
                             "https://a b/", "https://a.b/\n", "https://b\xc3\xbc.de/",
                             "gopher://a.b/", "https://a.b:99999/", "https://a.b:0/"})
        EXPECT_EQ(parse_url(text), std::nullopt) << text;
    EXPECT_EQ(parse_url("https://a.b/" + std::string(2'048, 'x')), std::nullopt);
}

TEST(AddressGuard, refuses_every_way_to_write_an_inner_address) {
    const AddressGuard guard;
    for (const auto* host : {"127.0.0.1",
                             "127.1",
                             "2130706433",
                             "0x7f.1",
                             "0177.0.0.1",
                             "0.0.0.0",
                             "10.1.2.3",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.168.1.1",
                             "169.254.169.254",
                             "100.64.0.1",
                             "198.18.0.1",
                             "224.0.0.1",
                             "255.255.255.255",
                             "[::1]",
                             "[::]",
                             "[::ffff:127.0.0.1]",
                             "[::ffff:7f00:1]",
                             "[::127.0.0.1]",
                             "[fe80::1]",
                             "[fc00::1]",
                             "[fd00:ec2::254]",
                             "[64:ff9b::7f00:1]",
                             "[64:ff9b::169.254.169.254]",
                             "[2002:7f00:1::]",
                             "[ff02::1]",
                             "localhost",
                             "LOCALHOST",
                             "localhost.",
                             "a.localhost",
                             "printer.local",
                             "metadata.google.internal"})
        EXPECT_THAT(guard.objection("https://" + std::string{host} + "/x"),
                    Optional(HasSubstr("must not point to")))
            << host;
}

TEST(AddressGuard, lets_public_addresses_pass) {
    const AddressGuard guard;
    for (const auto* host :
         {"hooks.slack.com", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.128.0.1",
          "[2606:4700::1111]", "[64:ff9b::101:101]", "localhost.example.com"})
        EXPECT_EQ(guard.objection("https://" + std::string{host} + "/x"), std::nullopt) << host;
}

TEST(AddressGuard, wants_https_and_no_password) {
    const AddressGuard guard;
    EXPECT_THAT(guard.objection("http://example.com/"), Optional(HasSubstr("outbound_allow")));
    EXPECT_THAT(guard.objection("https://me:secret@example.com/"), Optional(HasSubstr("password")));
    EXPECT_THAT(guard.objection("https://me@example.com/"), Optional(HasSubstr("password")));
    EXPECT_THAT(guard.objection("javascript:alert(1)"), Optional(HasSubstr("https://")));
}

TEST(AddressGuard, allows_what_the_configuration_names) {
    const std::vector<std::string> allowed{"Hooks.corp.internal", "127.0.0.1", "10.1.0.0/16",
                                           "::1"};
    const AddressGuard guard{allowed};
    for (const auto* url : {"http://hooks.corp.internal/", "https://hooks.corp.internal/",
                            "http://127.0.0.1:9000/", "https://10.1.2.3/", "http://[::1]/"})
        EXPECT_EQ(guard.objection(url), std::nullopt) << url;
    for (const auto* url : {"http://other.corp.internal/", "http://127.0.0.2/", "http://10.2.0.1/",
                            "http://localhost/", "http://example.com/"})
        EXPECT_NE(guard.objection(url), std::nullopt) << url;
}

TEST(AddressGuard, judges_what_a_name_resolves_to) {
    const std::vector<std::string> allowed{"inside.example.com", "10.1.0.0/16"};
    const AddressGuard guard{allowed};
    const auto address = [](const char* text) { return *parse_address(text); };
    EXPECT_FALSE(guard.allows("rebinding.example.com", address("127.0.0.1")));
    EXPECT_FALSE(guard.allows("rebinding.example.com", address("::ffff:10.2.0.1")));
    EXPECT_TRUE(guard.allows("rebinding.example.com", address("10.1.0.1")));
    EXPECT_TRUE(guard.allows("inside.example.com", address("127.0.0.1")));
    EXPECT_TRUE(guard.allows("example.com", address("93.184.216.34")));
}

TEST(AddressGuard, names_what_is_no_host_address_or_range) {
    for (const auto* text : {"10.0.0.0/40", "https://a.b/", "a b", "", "::g"}) {
        const std::vector<std::string> allowed{text};
        EXPECT_THROW(AddressGuard{allowed}, Failure) << text;
    }
}

}  // namespace
}  // namespace ontos
