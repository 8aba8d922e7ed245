// What is compressed comes out again as it was, for those who asked for it.
#include "platform/compression/compression.hpp"

#include <brotli/decode.h>
#include <gmock/gmock.h>
#include <zlib.h>

namespace ontos {
namespace {

std::string gunzipped(std::string_view bytes, std::size_t size) {
    std::string out(size, '\0'), from{bytes};
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    stream.next_in = reinterpret_cast<Bytef*>(from.data());
    stream.avail_in = static_cast<uInt>(from.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    return out;
}

std::string unbrotlied(std::string_view bytes, std::size_t size) {
    std::string out(size, '\0');
    EXPECT_EQ(
        BrotliDecoderDecompress(bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                &size, reinterpret_cast<std::uint8_t*>(out.data())),
        BROTLI_DECODER_RESULT_SUCCESS);
    return out;
}

TEST(Compression, comes_out_again_as_it_was) {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += "line " + std::to_string(i * i) + " of a text\n";
    EXPECT_LT(gzip(text).size(), text.size() / 3);
    EXPECT_LT(brotli(text).size(), text.size() / 3);
    EXPECT_EQ(gunzipped(gzip(text), text.size()), text);
    EXPECT_EQ(unbrotlied(brotli(text), text.size()), text);
    for (const std::string small : {"x", "{}"}) {
        EXPECT_EQ(gunzipped(gzip(small), small.size()), small);
        EXPECT_EQ(unbrotlied(brotli(small), small.size()), small);
    }
}

TEST(Compression, accept_encoding_is_read_with_its_qualities) {
    for (const auto* yes :
         {"gzip", "br, gzip", "GZIP;q=0.5", "*", "deflate, x-gzip ;q=1", "*;q=0.1"})
        EXPECT_TRUE(accepts_coding(yes, "gzip")) << yes;
    for (const auto* no :
         {"", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=0, *", "identity"})
        EXPECT_FALSE(accepts_coding(no, "gzip")) << no;
    for (const auto* yes : {"br", "gzip, deflate, br", "BR;q=0.1", "*"})
        EXPECT_TRUE(accepts_coding(yes, "br")) << yes;
    for (const auto* no : {"", "gzip", "br;q=0", "x-br", "brotli", "br;q=0, *"})
        EXPECT_FALSE(accepts_coding(no, "br")) << no;
}

TEST(Compression, is_for_what_shrinks) {
    for (const auto* yes : {"text/html; charset=utf-8", "application/json", "image/svg+xml",
                            "application/problem+json", "text/javascript"})
        EXPECT_TRUE(is_compressible(yes)) << yes;
    for (const auto* no : {"", "image/png", "application/octet-stream", "application/zip"})
        EXPECT_FALSE(is_compressible(no)) << no;
}

}  // namespace
}  // namespace ontos
