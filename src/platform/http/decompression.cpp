// Bodies that come compressed: gzip and deflate.
#include "platform/http/decompression.hpp"

#include <algorithm>
#include <memory>
#include <new>

#include <zlib.h>

#include "platform/base/failure.hpp"

namespace ontos::http {
namespace {

constexpr int either_format = 15 + 32;
constexpr std::size_t step_bytes = 64u << 10;

Bytef* zlib_bytes(const char* bytes) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(bytes));  // zlib does not write through it
}

struct EndInflate {
    void operator()(z_stream* stream) const { inflateEnd(stream); }
};

[[noreturn]] void refuse_compressed(std::string_view what) {
    throw Failure{FailureKind::invalid, "The compressed body is " + std::string{what} + "."}.code(
        "bad_compression");
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
            refuse_compressed(state == Z_BUF_ERROR ? "cut short" : "not valid gzip or deflate");
        into.commit(size - stream.avail_out);
        if (into.size() > max_bytes) throw body_too_large(max_bytes);
    }
    if (stream.avail_in > 0) refuse_compressed("followed by further bytes");
}

}  // namespace ontos::http
