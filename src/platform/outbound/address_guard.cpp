// Which other servers may be called with addresses that users give.
#include "platform/outbound/address_guard.hpp"

#include <algorithm>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"
#include "platform/outbound/curl.hpp"

namespace ontos {
namespace {

constexpr std::size_t url_length_max = 2'048;

std::string part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
    return CurlText{text}.get();
}

/// IANA's registries of special-purpose addresses, RFC 6890 and what came later.
const std::vector<AddressRange>& inner_ranges() {
    static const auto ranges = [] {
        std::vector<AddressRange> out;
        for (const auto* text :
             {"0.0.0.0/8",      "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8",
              "169.254.0.0/16", "172.16.0.0/12",  "192.0.0.0/24",  "192.0.2.0/24",
              "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
              "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",   "::/96",
              "64:ff9b:1::/48", "100::/64",       "2001::/23",     "2001:db8::/32",
              "3fff::/20",      "5f00::/16",      "fc00::/7",      "fe80::/10",
              "fec0::/10",      "ff00::/8"})
            out.push_back(parse_range(text));
        return out;
    }();
    return ranges;
}

bool is_in(std::span<const AddressRange> ranges, const Address& address) {
    return std::ranges::any_of(ranges,
                               [&](const AddressRange& range) { return range.contains(address); });
}

Address v4_at(const Address& address, std::size_t from) {
    Address out{.is_v4 = true};
    std::copy_n(address.bytes.begin() + static_cast<std::ptrdiff_t>(from), 4, out.bytes.begin());
    return out;
}

/// The IPv4 address behind an IPv6 one: NAT64 (64:ff9b::/96) and 6to4 (2002::/16).
Address embedded(const Address& address) {
    static const auto nat64 = parse_range("64:ff9b::/96"), six_to_four = parse_range("2002::/16");
    if (nat64.contains(address)) return v4_at(address, 12);
    if (six_to_four.contains(address)) return v4_at(address, 2);
    return address;
}

/// Names that never are on the public internet.
bool is_inner_name(std::string_view host) {
    return host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local") ||
           host.ends_with(".internal");
}

bool is_host_name(std::string_view text) {
    return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    });
}

/// 10.0.0.0/8, ::1 or fd00::/8, right or wrong, but no name.
bool looks_like_range(std::string_view text) {
    return text.find_first_of("/:") != text.npos || parse_address(text).has_value();
}

}  // namespace

std::optional<OutboundUrl> parse_url(std::string_view url) {
    const auto is_plain = [](char c) { return c > ' ' && c < '\x7f'; };
    if (url.size() > url_length_max || !std::ranges::all_of(url, is_plain)) return std::nullopt;
    const CurlUrl parsed{curl_url()};
    check(parsed != nullptr, "curl has memory for a URL");
    if (curl_url_set(parsed.get(), CURLUPART_URL, std::string{url}.c_str(), 0) != CURLUE_OK)
        return std::nullopt;
    OutboundUrl out{.scheme = part_of(parsed.get(), CURLUPART_SCHEME),
                    .host = lower_case(part_of(parsed.get(), CURLUPART_HOST)),
                    .path = part_of(parsed.get(), CURLUPART_PATH),
                    .query = part_of(parsed.get(), CURLUPART_QUERY),
                    .port = 0,
                    .has_user = !part_of(parsed.get(), CURLUPART_USER).empty() ||
                                !part_of(parsed.get(), CURLUPART_PASSWORD).empty()};
    if (out.scheme != "http" && out.scheme != "https") return std::nullopt;
    if (out.host.starts_with('[')) out.host = out.host.substr(1, out.host.size() - 2);
    if (out.host.ends_with('.')) out.host.pop_back();
    if (out.host.empty()) return std::nullopt;
    out.port = std::stoi(part_of(parsed.get(), CURLUPART_PORT));
    if (out.port == 0) return std::nullopt;
    return out;
}

AddressGuard::AddressGuard(std::span<const std::string> allowed) {
    for (const auto& text : allowed) {
        const auto name = lower_case(text);
        if (looks_like_range(name)) {
            ranges_.push_back(parse_range(name));
        } else if (is_host_name(name)) {
            hosts_.push_back(name);
        } else {
            throw Failure{FailureKind::invalid,
                          "\"" + text + "\" is neither a host name, an address nor a range."}
                .code("invalid_outbound_allow");
        }
    }
}

bool AddressGuard::allows_host(std::string_view host) const {
    if (std::ranges::count(hosts_, host) > 0) return true;
    const auto address = parse_address(host);
    return address && is_in(ranges_, *address);
}

bool AddressGuard::allows(std::string_view host, const Address& address) const {
    if (std::ranges::count(hosts_, host) > 0 || is_in(ranges_, address)) return true;
    return !is_in(inner_ranges(), address) && !is_in(inner_ranges(), embedded(address));
}

std::optional<std::string> AddressGuard::objection(std::string_view text) const {
    const auto url = parse_url(text);
    if (!url)
        return "must be an https:// URL of at most 2048 ASCII characters, with no port or one from "
               "1 to "
               "65535";
    if (url->has_user) return "must not hold a user or a password";
    if (url->scheme == "http" && !allows_host(url->host))
        return "must start with https://, or its host must be in the setting outbound_allow";
    const auto address = parse_address(url->host);
    if (address ? !allows(url->host, *address)
                : is_inner_name(url->host) && !allows_host(url->host))
        return "must not point to a private, loopback or otherwise inner address, unless it is in "
               "the setting outbound_allow";
    return std::nullopt;
}

}  // namespace ontos
