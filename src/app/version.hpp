#pragma once
// Which Ontos this is.

#include <string_view>

namespace ontos {

inline constexpr std::string_view version_text = "0.1.0";

}  // namespace ontos
