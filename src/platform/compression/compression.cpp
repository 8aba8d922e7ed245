// Answers that go out compressed: gzip and brotli, for clients that say they read them.
#include "platform/compression/compression.hpp"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <new>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr int gzip_format = 15 + 16;
constexpr int quick_level = 4;
constexpr int brotli_quality = 5;  // of 11; beyond it seconds go by for a few percent

Bytef* zlib_bytes(const char* bytes) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(bytes));  // zlib does not write through it
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// "0", "0.", "0.000": never.
bool is_zero_quality(std::string_view parameters) {
    const auto at = parameters.find("q=");
    if (at == parameters.npos) return false;
    const auto value = trimmed(parameters.substr(at + 2));
    return !value.empty() && value.front() == '0' && value.find_first_of("123456789") == value.npos;
}

/// RFC 9110 takes "x-gzip" for "gzip".
bool is_old_name(std::string_view name, std::string_view coding) {
    return coding == "gzip" && same_ignoring_case(name, "x-gzip");
}

}  // namespace

std::string gzip(std::string_view text) {
    z_stream stream{};
    if (deflateInit2(&stream, quick_level, Z_DEFLATED, gzip_format, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc{};
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = zlib_bytes(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = zlib_bytes(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const auto state = deflate(&stream, Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    check(state == Z_STREAM_END, "deflateBound is an upper bound");
    return out;
}

std::string brotli(std::string_view text) {
    auto size = BrotliEncoderMaxCompressedSize(text.size());
    std::string out(size, '\0');
    const auto is_done =
        BrotliEncoderCompress(brotli_quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                              reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                              reinterpret_cast<std::uint8_t*>(out.data()));
    check(is_done == BROTLI_TRUE, "the maximum is an upper bound");
    out.resize(size);
    return out;
}

bool accepts_coding(std::string_view accept_encoding, std::string_view coding) {
    bool any = false;
    while (!accept_encoding.empty()) {
        const auto comma = accept_encoding.find(',');
        const auto item = accept_encoding.substr(0, comma);
        accept_encoding.remove_prefix(comma == item.npos ? accept_encoding.size() : comma + 1);
        const auto semicolon = std::min(item.find(';'), item.size());
        const auto name = trimmed(item.substr(0, semicolon));
        const auto is_refused = is_zero_quality(item.substr(semicolon));
        if (same_ignoring_case(name, coding) || is_old_name(name, coding)) return !is_refused;
        if (name == "*") any = !is_refused;
    }
    return any;
}

bool is_compressible(std::string_view content_type) {
    const auto type = trimmed(content_type.substr(0, content_type.find(';')));
    return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") ||
           type.ends_with("javascript");
}

}  // namespace ontos
