// The plain parts of the server: framing, memory, compression, names, heads of answers.
#include <gmock/gmock.h>

#include "platform/base/failure.hpp"
#include "platform/compression/compression.hpp"
#include "platform/http/body_buffer.hpp"
#include "platform/http/decompression.hpp"
#include "platform/http/origin.hpp"
#include "platform/http/protocol_failure.hpp"
#include "platform/http/reply_head.hpp"
#include "platform/http/request_parser.hpp"

namespace ontos::http {
namespace {

TEST(FindHeadEnd, finds_the_end_wherever_it_was_cut) {
    const std::string_view block = "GET / HTTP/1.1\r\nHost: a\r\n\r\nbody";
    for (std::size_t size = 1; size <= block.size(); ++size)
        for (std::size_t scanned = 0; scanned < size && scanned < block.size() - 4; ++scanned) {
            const auto end = find_head_end(block.substr(0, size), scanned, {});
            EXPECT_EQ(end.has_value(), size >= block.size() - 4) << size << " " << scanned;
        }
}

TEST(RequestParser, reads_a_head) {
    RequestParser parser;
    const auto& head = parser.parse_head(
        "POST /x?y HTTP/1.1\r\nHost: a\r\nCONTENT-length: 12\r\nX-Empty:\r\nExpect: "
        "100-Continue\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(head.method, "POST");
    EXPECT_EQ(head.target, "/x?y");
    EXPECT_EQ(head.content_length, 12u);
    EXPECT_EQ(head.view().find("x-empty"), "");
    EXPECT_FALSE(head.view().find("x"));
    EXPECT_TRUE(head.expects_continue);
    EXPECT_FALSE(head.keeps_alive);
}

TEST(RequestParser, a_chunked_body_is_decoded_into_any_space) {
    const std::string_view body = "4\r\nWiki\r\n5;a=\"b\"\r\npedia\r\n0\r\nT: x\r\n\r\nnext";
    for (std::size_t space = 1; space < 12; ++space) {
        RequestParser parser;
        parser.parse_head("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        std::string out, into(space, ' ');
        auto rest = body;
        while (!parser.is_body_done()) {
            const auto decoded = parser.decode(rest, into);
            ASSERT_GT(decoded.consumed, 0u);
            out += into.substr(0, decoded.produced);
            rest.remove_prefix(decoded.consumed);
        }
        EXPECT_EQ(out, "Wikipedia");
        EXPECT_EQ(rest, "next");
    }
}

TEST(BodyBuffer, has_zeroes_behind_its_end) {
    BodyBudget budget{1 << 20};
    BodyBuffer buffer{budget};
    buffer.append("");
    EXPECT_EQ(std::string_view(buffer.view().data(), api::Request::body_padding),
              std::string(api::Request::body_padding, '\0'));
    buffer.append(std::string(5000, 'x'));
    buffer.clear();
    buffer.append("abc");
    EXPECT_EQ(buffer.view(), "abc");
    EXPECT_EQ(std::string_view(buffer.view().data() + 3, api::Request::body_padding),
              std::string(api::Request::body_padding, '\0'));
}

TEST(BodyBuffer, large_memory_is_counted_and_given_back) {
    BodyBudget budget{100'000};
    {
        BodyBuffer small{budget}, large{budget}, third{budget};
        small.append(std::string(10'000, 'x'));
        EXPECT_EQ(budget.used(), 0u);
        large.append(std::string(60'000, 'x'));
        EXPECT_GE(budget.used(), 60'000u);
        EXPECT_THROW(third.append(std::string(60'000, 'x')), Failure);
        large.clear();
        EXPECT_EQ(budget.used(), 0u);
        third.append(std::string(60'000, 'x'));
    }
    EXPECT_EQ(budget.used(), 0u);
}

TEST(Decompression, what_is_cut_or_damaged_is_refused) {
    BodyBudget budget{1 << 20};
    const auto whole = gzip("some text that is long enough to be cut in many places");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        BodyBuffer out{budget};
        EXPECT_THROW(decompress(whole.substr(0, size), 1000, out), Failure) << size;
    }
    BodyBuffer out{budget};
    EXPECT_THROW(decompress(whole + "x", 1000, out), Failure);
    out.clear();
    EXPECT_NO_THROW(decompress(whole, 54, out));
    EXPECT_EQ(out.size(), 54u);
    out.clear();
    EXPECT_THROW(decompress(whole, 53, out), Failure);
}

TEST(Origin, loopback_names_are_ours_in_their_usual_form) {
    for (const auto* yes : {"localhost", "LocalHost:80", "127.0.0.1", "127.9.9.9:8000", "[::1]:1"})
        EXPECT_TRUE(is_allowed_host(yes, {})) << yes;
    for (const auto* no : {"", "127.1", "127.0.0.1.", "127.0.0.256", "0177.0.0.1", "128.0.0.1",
                           "127.0.0.1.nip.io", "localhost.", "[::2]", "[::1", "a@localhost", "::1",
                           "[::1].evil.example", "[::1]8000", "localhost:80.evil.example"})
        EXPECT_FALSE(is_allowed_host(no, {})) << no;
    const std::vector<std::string> allowed{"Ontos.example", "other.example:81"};
    EXPECT_TRUE(is_allowed_host("ontos.EXAMPLE:5", allowed));
    EXPECT_TRUE(is_allowed_host("other.example:81", allowed));
    EXPECT_FALSE(is_allowed_host("other.example:82", allowed));
}

TEST(Origin, only_the_same_name_and_port_is_our_own) {
    EXPECT_TRUE(is_own_origin("http://localhost:8000", "localhost:8000"));
    EXPECT_TRUE(is_own_origin("https://ontos.example", "Ontos.example"));
    EXPECT_FALSE(is_own_origin("http://localhost:8001", "localhost:8000"));
    EXPECT_FALSE(is_own_origin("http://127.0.0.1:8000", "localhost:8000"));
    EXPECT_FALSE(is_own_origin("null", "localhost"));
    EXPECT_FALSE(is_own_origin("file://localhost", "localhost"));
}

TEST(DateText, is_the_format_of_http) {
    DateText date;
    using std::chrono::sys_days, std::chrono::year, std::chrono::hours, std::chrono::seconds;
    const Timestamp time = sys_days{year{1994} / 11 / 6} + hours{8} + seconds{49 * 60 + 37};
    EXPECT_EQ(date.at(time), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(date.at(time + std::chrono::milliseconds{999}), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(date.at(time + seconds{1}), "Sun, 06 Nov 1994 08:49:38 GMT");
}

TEST(ReplyHead, an_answer_without_content_has_no_length) {
    std::string out;
    api::Reply reply;
    reply.status = 204;
    reply.content_type = {};
    append_head(out, reply, 0, {.request_id = "1", .traceparent = "2"});
    EXPECT_EQ(out.find("Content-Length"), std::string::npos);
    EXPECT_EQ(out.find("Content-Type:"), std::string::npos);
    EXPECT_TRUE(out.starts_with("HTTP/1.1 204 No Content\r\n"));
    EXPECT_TRUE(out.ends_with("\r\n\r\n"));
}

}  // namespace
}  // namespace ontos::http
