// The files of the page: all there, compressed, cached, and asking no other server.
#include "page/page.hpp"

#include <gmock/gmock.h>
#include <re2/re2.h>

#include <set>

namespace ontos {
namespace {

using testing::HasSubstr;

class Pages : public testing::Test {
protected:
    void SetUp() override { mount(router, page); }

    api::Reply get(std::string_view target, const api::HeaderList& headers = {}) {
        const api::RequestHead head{.method = api::Method::get,
                                    .method_text = "GET",
                                    .target = target,
                                    .headers = api::view_of(headers),
                                    .peer = {},
                                    .scheme = "http",
                                    .arrived = {},
                                    .request_id = {},
                                    .traceparent = {}};
        const auto admitted = router.admit(head);
        if (const auto* refused = std::get_if<api::Reply>(&admitted)) return *refused;
        const api::Caller caller;
        const api::Request request{head, caller, {}, {}};
        api::RawCall call{request, {}, nullptr};
        return std::get<api::Admission>(admitted).raw->answer(call);
    }
    static std::string header(const api::Reply& reply, std::string_view name) {
        for (const auto& [known, value] : reply.headers)
            if (known == name) return value;
        return {};
    }

    const std::string document =
        R"({"openapi":"3.1.0","info":{"title":")" + std::string(50'000, 'x') + "\"}}";
    Page page{document};
    api::Router router;
};

TEST_F(Pages, every_page_is_html_that_may_load_only_our_own_scripts) {
    for (const auto* path : {"/", "/docs", "/redoc"}) {
        const auto reply = get(path);
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.content_type, "text/html; charset=utf-8");
        EXPECT_THAT(header(reply, "Content-Security-Policy"),
                    HasSubstr("default-src 'none'; script-src 'self';"));
        EXPECT_EQ(reply.static_body.find("<script>"), std::string_view::npos);
    }
}

TEST_F(Pages, the_page_itself_may_not_even_hold_a_style) {
    const auto reply = get("/", {{"Accept-Encoding", "br"}});
    EXPECT_EQ(header(reply, "Content-Security-Policy").find("unsafe"), std::string::npos);
    EXPECT_EQ(header(reply, "Cache-Control"), "no-cache");
    EXPECT_NE(header(reply, "ETag"), "");
    EXPECT_EQ(get("/").static_body.find("<style"), std::string_view::npos);
}

TEST_F(Pages, every_file_that_a_page_names_is_served) {
    static const re2::RE2 address{R"re((?:src|href)="([^"#]+)")re"};
    int named = 0;
    for (const auto* path : {"/", "/docs", "/redoc"}) {
        const auto html = get(path).static_body;
        re2::StringPiece rest{html.data(), html.size()};
        for (std::string target; re2::RE2::FindAndConsume(&rest, address, &target); ++named) {
            if (target == "/metrics") continue;  // served by another feature
            EXPECT_EQ(get(target).status, 200) << target;
        }
    }
    EXPECT_GT(named, 8);
}

TEST_F(Pages, no_own_file_names_another_server) {
    for (const auto& file : page_files()) {
        std::string text{file.bytes};
        re2::RE2::GlobalReplace(&text, R"(xmlns="http://www\.w3\.org/2000/svg")", "");
        EXPECT_EQ(text.find("http://"), text.npos) << file.path;
        EXPECT_EQ(text.find("https://"), text.npos) << file.path;
    }
}

TEST_F(Pages, files_are_sent_compressed_to_those_who_take_it) {
    static const re2::RE2 lasting{R"re(-(\d+\.\d+\.\d+|[\w-]{8})\.(js|css)$|\.txt$)re"};
    int large = 0;
    for (const auto& path : page.paths()) {
        const auto plain = get(path);
        const auto gzip = get(path, {{"Accept-Encoding", "gzip"}});
        const auto brotli = get(path, {{"Accept-Encoding", "gzip, br"}});
        EXPECT_EQ(header(plain, "Content-Encoding"), "");
        EXPECT_EQ(header(get(path, {{"Accept-Encoding", "gzip;q=0"}}), "Content-Encoding"), "");
        if (plain.static_body.size() < 1'000) continue;
        ++large;
        EXPECT_EQ(header(gzip, "Content-Encoding"), "gzip") << path;
        EXPECT_EQ(header(brotli, "Content-Encoding"), "br") << path;
        EXPECT_EQ(gzip.static_body.substr(0, 2), "\x1f\x8b");
        EXPECT_LT(gzip.static_body.size(), plain.static_body.size());
        EXPECT_LT(brotli.static_body.size(), gzip.static_body.size()) << path;
        for (const auto* reply : {&plain, &gzip, &brotli})
            EXPECT_EQ(header(*reply, "Vary"), "Accept-Encoding");
        EXPECT_EQ(
            (std::set{header(plain, "ETag"), header(gzip, "ETag"), header(brotli, "ETag")}).size(),
            3u);
        EXPECT_EQ(header(plain, "Cache-Control").find("immutable") != std::string::npos,
                  re2::RE2::PartialMatch(path, lasting));
    }
    EXPECT_GT(large, 6);
}

TEST_F(Pages, the_document_is_compressed_once_for_all) {
    const auto first = get("/openapi.json", {{"Accept-Encoding", "br"}}).static_body;
    EXPECT_LT(first.size(), document.size() / 10);
    EXPECT_EQ(get("/openapi.json", {{"Accept-Encoding", "br"}}).static_body.data(), first.data());
}

TEST_F(Pages, a_file_is_not_sent_twice) {
    for (const auto& path : page.paths()) {
        const auto etag = header(get(path), "ETag");
        ASSERT_FALSE(etag.empty());
        const auto again = get(path, {{"If-None-Match", etag}});
        EXPECT_EQ(again.status, 304) << path;
        EXPECT_TRUE(again.static_body.empty());
        EXPECT_EQ(get(path, {{"If-None-Match", "\"other\""}}).status, 200);
    }
}

TEST_F(Pages, the_document_is_the_one_that_was_given) {
    const auto reply = get("/openapi.json");
    EXPECT_EQ(reply.static_body, document);
    EXPECT_EQ(reply.content_type, "application/json");
}

TEST_F(Pages, any_other_path_is_the_page_for_a_browser_and_404_for_a_program) {
    const auto reply = get("/models/x", {{"Accept", "text/html,application/xhtml+xml"}});
    EXPECT_EQ(reply.static_body, get("/").static_body);
    EXPECT_EQ(get("/models/x").status, 404);
    EXPECT_EQ(get("/assets/nothing.js").status, 404);
    EXPECT_EQ(get("/favicon.ico").content_type, "image/svg+xml");
}

}  // namespace
}  // namespace ontos
