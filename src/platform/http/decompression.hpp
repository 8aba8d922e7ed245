#pragma once
// Bodies that come compressed: gzip and deflate.

#include <cstdint>
#include <string_view>

#include "platform/http/body_buffer.hpp"

namespace ontos::http {

/// Appends what `compressed` (gzip or zlib format) holds. Throws Failure{too_large} as soon as it
/// is more than `max_bytes`, and Failure{invalid} for what is cut or damaged.
void decompress(std::string_view compressed, std::uint64_t max_bytes, BodyBuffer& into);

}  // namespace ontos::http
