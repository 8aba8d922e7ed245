// gzip and deflate, in and out.
#include "platform/http/compression.hpp"

#include <algorithm>
#include <memory>
#include <new>

#include <zlib.h>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos::http {
namespace {

constexpr int either_format = 15 + 32;
constexpr int gzip_format = 15 + 16;
constexpr int quick_level = 4;
constexpr std::size_t step_bytes = 64u << 10;

Bytef* zlib_bytes(const char* bytes) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(bytes));  // zlib does not write through it
}

struct EndInflate {
    void operator()(z_stream* stream) const { inflateEnd(stream); }
};

[[noreturn]] void refuse(std::string_view what) {
    throw Failure{FailureKind::invalid, "The compressed body is " + std::string{what} + "."}.code(
        "bad_compression");
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

}  // namespace

void decompress(std::string_view compressed, std::uint64_t max_bytes, BodyBuffer& into) {
    z_stream stream{};
    if (inflateInit2(&stream, either_format) != Z_OK) throw std::bad_alloc{};
    const std::unique_ptr<z_stream, EndInflate> end{&stream};
    stream.next_in = zlib_bytes(compressed.data());
    stream.avail_in = static_cast<uInt>(compressed.size());
    for (auto state = Z_OK; state != Z_STREAM_END;) {
        auto space = into.prepare(step_bytes);
        const auto size = std::min<std::size_t>(space.size(), 1u << 30);
        stream.next_out = zlib_bytes(space.data());
        stream.avail_out = static_cast<uInt>(size);
        state = inflate(&stream, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END)
            refuse(state == Z_BUF_ERROR ? "cut short" : "not valid gzip or deflate");
        into.commit(size - stream.avail_out);
        if (into.size() > max_bytes) throw body_too_large(max_bytes);
    }
    if (stream.avail_in > 0) refuse("followed by further bytes");
}

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

bool accepts_gzip(std::string_view accept_encoding) {
    bool any = false;
    while (!accept_encoding.empty()) {
        const auto comma = accept_encoding.find(',');
        const auto item = accept_encoding.substr(0, comma);
        accept_encoding.remove_prefix(comma == item.npos ? accept_encoding.size() : comma + 1);
        const auto semicolon = std::min(item.find(';'), item.size());
        const auto name = trimmed(item.substr(0, semicolon));
        const auto is_refused = is_zero_quality(item.substr(semicolon));
        if (same_ignoring_case(name, "gzip") || same_ignoring_case(name, "x-gzip"))
            return !is_refused;
        if (name == "*") any = !is_refused;
    }
    return any;
}

bool is_compressible(std::string_view content_type) {
    const auto type = trimmed(content_type.substr(0, content_type.find(';')));
    return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") ||
           type.ends_with("javascript");
}

}  // namespace ontos::http
