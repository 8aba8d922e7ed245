#pragma once
// Who may call a server without authentication: our own names and pages, and no other web site's.

#include <span>
#include <string>
#include <string_view>

namespace ontos::http {

/// A Host header without its port: "localhost", "127.0.0.1", "[::1]". All of it where what follows
/// the name is no port.
std::string_view without_port(std::string_view host);

/// Whether the host is a loopback name (localhost, 127.0.0.0/8, ::1) or allowed, by name or by name
/// and port. Against DNS rebinding: a foreign name that resolves to us is refused.
bool is_allowed_host(std::string_view host, std::span<const std::string> allowed_hosts);

/// Whether an Origin header is of a page that this server gave out under the same name and port.
bool is_own_origin(std::string_view origin, std::string_view host);

}  // namespace ontos::http
