#pragma once
// The text of an API key: "ontos_" and 43 characters.

#include <string>
#include <string_view>

#include "platform/base/random.hpp"

namespace ontos::access {

/// 256 random bits, base64 for URLs (RFC 4648 section 5) without padding.
std::string new_api_key(Random& random);

/// Whether it can be one of ours, without asking which.
bool is_api_key(std::string_view text);
bool has_api_key_prefix(std::string_view text);

}  // namespace ontos::access
