#pragma once
// gzip and deflate, in and out.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/body_buffer.hpp"

namespace ontos::http {

/// Appends what `compressed` (gzip or zlib format) holds. Throws Failure{too_large} as soon as it
/// is more than `max_bytes`, and Failure{invalid} for what is cut or damaged.
void decompress(std::string_view compressed, std::uint64_t max_bytes, BodyBuffer& into);

std::string gzip(std::string_view text);

/// Whether an Accept-Encoding header lets us answer in gzip: it is named, or `*` is, and not with
/// quality 0.
bool accepts_gzip(std::string_view accept_encoding);

/// Text, JSON, JavaScript, XML and SVG: what shrinks.
bool is_compressible(std::string_view content_type);

}  // namespace ontos::http
