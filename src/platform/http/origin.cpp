// Who may call a server without authentication.
#include "platform/http/origin.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/text.hpp"

namespace ontos::http {
namespace {

/// 127.0.0.0/8 in its usual form; 0177.1 and 127.1 are not.
bool is_loopback_v4(std::string_view text) {
    for (int parts = 1; parts <= 4; ++parts) {
        int value = -1;
        const auto* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, value);
        const auto size = static_cast<std::size_t>(stop - text.data());
        if (error != std::errc{} || value < 0 || value > 255 || (size > 1 && text.front() == '0'))
            return false;
        if (parts == 1 && value != 127) return false;
        text.remove_prefix(size);
        if (text.empty()) return parts == 4;
        if (text.front() != '.') return false;
        text.remove_prefix(1);
    }
    return false;
}

/// Nothing, or a colon and a port; RFC 3986 allows no digits behind it.
bool is_port(std::string_view text) {
    return text.empty() || (text.front() == ':' && std::ranges::all_of(text.substr(1), [](char c) {
                                return c >= '0' && c <= '9';
                            }));
}

}  // namespace

std::string_view without_port(std::string_view host) {
    const auto bracket = host.starts_with('[') ? host.find(']') : 0;
    if (bracket == host.npos) return host;
    const auto name = host.substr(0, host.find(':', bracket));
    const bool is_whole = bracket == 0 || name.size() == bracket + 1;
    return is_whole && is_port(host.substr(name.size())) ? name : host;
}

bool is_allowed_host(std::string_view host, std::span<const std::string> allowed_hosts) {
    const auto name = without_port(host);
    if (same_ignoring_case(name, "localhost") || name == "[::1]" || is_loopback_v4(name))
        return true;
    return std::ranges::any_of(allowed_hosts, [&](const std::string& allowed) {
        return same_ignoring_case(allowed, name) || same_ignoring_case(allowed, host);
    });
}

bool is_own_origin(std::string_view origin, std::string_view host) {
    for (const std::string_view scheme : {"http://", "https://"})
        if (origin.starts_with(scheme) && same_ignoring_case(origin.substr(scheme.size()), host))
            return true;
    return false;
}

}  // namespace ontos::http
