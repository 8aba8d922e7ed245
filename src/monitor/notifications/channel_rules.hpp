#pragma once
// What a channel must be before it is kept.

#include "monitor/notifications/channel.hpp"
#include "platform/base/failure.hpp"
#include "platform/outbound/address_guard.hpp"

namespace ontos {

/// What the configuration says about sending.
struct ChannelLimits {
    AddressGuard guard;
    bool has_smtp = false;
};

/// Every rule that it breaks, below `where`: a member that its type needs or does not know, a URL
/// that may not be called, a secret that is none, a mask in the place of a value.
std::vector<Violation> check_channel(const Channel& channel, const ChannelLimits& limits,
                                     const std::string& where);

/// Throws Failure{invalid, channel_not_configured} if its transport is not set up.
void require_transport(const Channel& channel, const ChannelLimits& limits);

/// One mailbox: local@domain, ASCII, no display name.
bool is_email_address(std::string_view text);

}  // namespace ontos
