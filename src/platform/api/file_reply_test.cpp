// Stored files as answers: whole, ranges, ETags.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "platform/api/sample_client.hpp"

namespace ontos::api {
namespace {

class FileReplies : public testing::Test {
protected:
    void SetUp() override {
        file = std::filesystem::temp_directory_path() /
               ("ontos_file_reply_" + std::to_string(getpid()));
        std::ofstream{file} << "0123456789";
        jobs.file = file;
        router.mount(jobs, sample::routes, "Jobs");
    }
    void TearDown() override { std::filesystem::remove(file); }

    Reply with(HeaderList headers) {
        return sample::get(router, "/api/v1/download", std::move(headers));
    }
    static std::string header(const Reply& reply, std::string_view name) {
        for (const auto& [known, value] : reply.headers)
            if (known == name) return value;
        return {};
    }
    /// "status offset+length Content-Range"
    std::string range(std::string header_value) {
        const auto reply = with({{"Range", std::move(header_value)}});
        auto out = std::to_string(reply.status);
        if (reply.file)
            out +=
                ' ' + std::to_string(reply.file->offset) + '+' + std::to_string(reply.file->length);
        return out + ' ' + header(reply, "Content-Range");
    }

    std::filesystem::path file;
    sample::Jobs jobs;
    Router router;
};

TEST_F(FileReplies, a_file_is_sent_whole_with_its_etag_and_a_harmless_name) {
    const auto reply = with({});
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.file->path, file);
    EXPECT_EQ(reply.file->length, 10u);
    EXPECT_EQ(header(reply, "ETag"), "\"abc\"");
    EXPECT_EQ(header(reply, "Accept-Ranges"), "bytes");
    EXPECT_EQ(header(reply, "Content-Disposition"), "attachment; filename=\"mo_del.onnx\"");
}

TEST_F(FileReplies, a_client_that_has_it_gets_304) {
    EXPECT_EQ(with({{"If-None-Match", "\"abc\""}}).status, 304);
    EXPECT_EQ(with({{"If-None-Match", "\"abd\""}}).status, 200);
}

TEST_F(FileReplies, ranges_are_cut_out) {
    EXPECT_EQ(range("bytes=0-3"), "206 0+4 bytes 0-3/10");
    EXPECT_EQ(range("bytes=7-"), "206 7+3 bytes 7-9/10");
    EXPECT_EQ(range("bytes=8-100"), "206 8+2 bytes 8-9/10");
    EXPECT_EQ(range("bytes=-4"), "206 6+4 bytes 6-9/10");
    EXPECT_EQ(range("bytes=-40"), "206 0+10 bytes 0-9/10");
}

TEST_F(FileReplies, a_range_behind_the_end_is_416) {
    EXPECT_EQ(range("bytes=10-"), "416 bytes */10");
    EXPECT_EQ(range("bytes=-0"), "416 bytes */10");
}

TEST_F(FileReplies, what_is_no_single_range_is_ignored) {
    for (const auto* text : {"bytes=0-1,3-4", "rows=0-1", "bytes=5-2", "bytes=x-",
                             "bytes=", "bytes=-", "bytes=1-x", "bytes=99999999999999999999999-"})
        EXPECT_EQ(range(text), "200 0+10 ") << text;
}

TEST_F(FileReplies, a_range_of_another_version_is_not_cut) {
    EXPECT_EQ(with({{"Range", "bytes=0-3"}, {"If-Range", "\"abc\""}}).status, 206);
    EXPECT_EQ(with({{"Range", "bytes=0-3"}, {"If-Range", "\"old\""}}).status, 200);
}

TEST_F(FileReplies, a_file_that_is_gone_is_our_mistake) {
    std::filesystem::remove(file);
    EXPECT_EQ(with({}).status, 500);
}

}  // namespace
}  // namespace ontos::api
