// The files of the page: all there, compressed, cached, and asking no other server.
#include "page/page.hpp"

#include <gmock/gmock.h>
#include <re2/re2.h>

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

    Page page{R"({"openapi":"3.1.0"})"};
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
    EXPECT_GT(named, 10);
}

TEST_F(Pages, no_own_file_names_another_server) {
    for (const auto& file : page_files()) {
        std::string text{file.bytes};
        re2::RE2::GlobalReplace(&text, R"(xmlns="http://www\.w3\.org/2000/svg")", "");
        EXPECT_EQ(text.find("http://"), text.npos) << file.path;
        EXPECT_EQ(text.find("https://"), text.npos) << file.path;
    }
}

TEST_F(Pages, large_files_are_sent_gzipped_to_those_who_take_it) {
    const api::HeaderList gzip{{"Accept-Encoding", "br, gzip"}};
    int large = 0;
    for (const auto& path : page.paths()) {
        if (get(path).static_body.size() < 100'000) continue;
        ++large;
        const auto reply = get(path, gzip);
        EXPECT_EQ(header(reply, "Content-Encoding"), "gzip") << path;
        EXPECT_EQ(header(reply, "Vary"), "Accept-Encoding");
        EXPECT_EQ(reply.static_body.substr(0, 2), "\x1f\x8b");
        EXPECT_THAT(header(reply, "Cache-Control"), HasSubstr("immutable"));
        EXPECT_EQ(header(get(path, {{"Accept-Encoding", "gzip;q=0"}}), "Content-Encoding"), "");
        EXPECT_NE(header(reply, "ETag"), header(get(path), "ETag"));
    }
    EXPECT_EQ(large, 3);
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
    EXPECT_EQ(reply.static_body, R"({"openapi":"3.1.0"})");
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
