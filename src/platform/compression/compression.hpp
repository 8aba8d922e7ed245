#pragma once
// Answers that go out compressed: gzip and brotli, for clients that say they read them.

#include <string>
#include <string_view>

namespace ontos {

/// Quick rather than small: answers are compressed while their client waits.
std::string gzip(std::string_view text);

/// About a fifth smaller than gzip; for what is compressed once and sent often.
std::string brotli(std::string_view text);

/// Whether an Accept-Encoding header lets us answer in a coding, "gzip" or "br": it is named, or
/// `*` is, and not with quality 0.
bool accepts_coding(std::string_view accept_encoding, std::string_view coding);

/// Text, JSON, JavaScript, XML and SVG: what shrinks.
bool is_compressible(std::string_view content_type);

}  // namespace ontos
