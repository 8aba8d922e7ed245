#pragma once
// Which other servers may be called with addresses that users give.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/address_range.hpp"

namespace ontos {

/// A URL taken apart. The host is in lower case, without brackets, numbers as 1.2.3.4.
struct OutboundUrl {
    std::string scheme, host, path, query;
    int port = 0;
    bool has_user = false;
};
/// nullopt unless it is an absolute http or https URL of ASCII characters with a host.
std::optional<OutboundUrl> parse_url(std::string_view url);

/// Refuses what is not on the public internet: private, loopback, link-local (cloud metadata),
/// shared (CGNAT), multicast and reserved addresses, also where they hide in IPv6, unless they were
/// allowed. Constant after construction.
class AddressGuard {
public:
    /// Host names, addresses and ranges that may be called besides, also by `http://`. A name
    /// stands for all of its addresses. Throws Failure{invalid} that names what is none of these.
    explicit AddressGuard(std::span<const std::string> allowed = {});

    /// The rule that the text alone breaks ("must be an https:// URL"); nullopt if there is none.
    /// What its name resolves to is checked when it is called.
    std::optional<std::string> objection(std::string_view url) const;

    /// Whether this address may be connected to, for this host.
    bool allows(std::string_view host, const Address& address) const;

private:
    bool allows_host(std::string_view host) const;

    std::vector<std::string> hosts_;
    std::vector<AddressRange> ranges_;
};

}  // namespace ontos
