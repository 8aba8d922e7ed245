// multipart/form-data: cut anywhere, and hostile.
#include "platform/http/multipart.hpp"

#include <vector>

#include <gmock/gmock.h>

#include "platform/base/failure.hpp"

namespace ontos::http {
namespace {

using testing::HasSubstr;

struct Collected final : MultipartSink {
    struct Part {
        PartHead head;
        std::string bytes;
        bool is_ended = false;
    };
    void begin_part(PartHead head) override { parts.push_back({std::move(head), {}, false}); }
    void add_to_part(std::string_view bytes) override { parts.back().bytes += bytes; }
    void end_part() override { parts.back().is_ended = true; }
    std::vector<Part> parts;
};

std::string part(const std::string& disposition, const std::string& body) {
    return "--b\r\nContent-Disposition: " + disposition + "\r\n\r\n" + body + "\r\n";
}

Collected parse(std::string_view body, std::size_t step = 1 << 20) {
    MultipartParser parser{"b"};
    Collected out;
    for (std::size_t at = 0; at < body.size(); at += step) parser.feed(body.substr(at, step), out);
    parser.finish();
    return out;
}

std::string failure_of(std::string_view body) {
    try {
        parse(body);
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind(), FailureKind::invalid);
        return failure.message();
    }
    return "none";
}

TEST(Multipart, parts_are_the_same_wherever_the_bytes_are_cut) {
    const auto tricky = std::string{"\r\n--\r\n--a\r\n-b--b\r\n\r\n--"};
    const auto body = "preamble\r\n" + part("form-data; name=\"one\"", "text") +
                      part("form-data; name=two; filename=\"m.onnx\"", tricky) +
                      part("form-data; name=\"three\"", "") + "--b--\r\nepilogue --b";
    for (std::size_t step = 1; step <= body.size(); ++step) {
        const auto got = parse(body, step);
        ASSERT_EQ(got.parts.size(), 3u) << step;
        EXPECT_EQ(got.parts[0].head.name, "one");
        EXPECT_EQ(got.parts[0].bytes, "text");
        EXPECT_FALSE(got.parts[0].head.file_name);
        EXPECT_EQ(got.parts[1].head.file_name, "m.onnx");
        EXPECT_EQ(got.parts[1].bytes, tricky);
        EXPECT_EQ(got.parts[2].bytes, "");
        EXPECT_TRUE(got.parts[2].is_ended);
    }
}

TEST(Multipart, quoted_names_lose_their_escapes_and_keep_their_backslashes) {
    const auto got = parse(part(R"(form-data; filename="a\"b;c\d.onnx"; name="x")", "1") + "--b--");
    EXPECT_EQ(got.parts[0].head.file_name, R"(a"b;c\d.onnx)");
    EXPECT_EQ(got.parts[0].head.name, "x");
}

TEST(Multipart, a_body_without_its_last_boundary_is_refused) {
    EXPECT_THAT(failure_of(part("form-data; name=a", "x")), HasSubstr("last boundary"));
    EXPECT_THAT(failure_of(""), HasSubstr("last boundary"));
    EXPECT_THAT(failure_of("--b\r\nContent-Disposition: form-data; name=a"),
                HasSubstr("last boundary"));
}

TEST(Multipart, hostile_bodies_are_refused_without_holding_them) {
    EXPECT_THAT(failure_of(std::string(100'000, 'x')), HasSubstr("boundary is not there"));
    EXPECT_THAT(failure_of("--b\r\nA: " + std::string(100'000, 'x')), HasSubstr("too large"));
    EXPECT_THAT(failure_of("--b" + std::string(100'000, ' ')), HasSubstr("does not end"));
    EXPECT_THAT(failure_of("--bx\r\n"), HasSubstr("followed by other text"));
    EXPECT_THAT(failure_of("--b\r\n\r\nbody\r\n--b--"), HasSubstr("no headers"));
    EXPECT_THAT(failure_of("--b\r\nno colon\r\n\r\n\r\n--b--"), HasSubstr("no colon"));
    EXPECT_THAT(failure_of(part("attachment; name=a", "x") + "--b--"), HasSubstr("form-data"));
    EXPECT_THAT(failure_of(part("form-data; filename=a", "x") + "--b--"), HasSubstr("no name"));
    EXPECT_THAT(failure_of(part("form-data; name=\"a", "x") + "--b--"), HasSubstr("no end"));
    EXPECT_THAT(failure_of(part("form-data; name=\"a\x01\"", "x") + "--b--"),
                HasSubstr("control characters"));
}

TEST(Multipart, any_bytes_either_parse_or_are_a_failure) {
    const auto good = part("form-data; name=\"a\"; filename=\"f\"", "payload") + "--b--";
    for (std::size_t at = 0; at < good.size(); ++at)
        for (const auto byte : {'\0', '\r', '\n', '-', '"', ';', '\xff'}) {
            auto bad = good;
            bad[at] = byte;
            failure_of(bad);  // anything but a Failure{invalid} fails the test
        }
}

TEST(Multipart, the_boundary_comes_from_the_content_type) {
    EXPECT_EQ(boundary_of("multipart/form-data; boundary=abc"), "abc");
    EXPECT_EQ(boundary_of("Multipart/Form-Data; charset=utf-8; BOUNDARY=\"a b\""), "a b");
    EXPECT_THROW(boundary_of("multipart/form-data"), Failure);
    EXPECT_THROW(boundary_of("multipart/form-data; boundary="), Failure);
    EXPECT_THROW(boundary_of("multipart/form-data; boundary=" + std::string(71, 'x')), Failure);
    try {
        boundary_of("application/json");
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind(), FailureKind::unsupported_media);
    }
}

}  // namespace
}  // namespace ontos::http
