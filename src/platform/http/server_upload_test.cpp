// Forms over real sockets: files end on disk, and are gone when the request is.
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "platform/base/hash.hpp"
#include "platform/http/test_server.hpp"

namespace ontos::http {
namespace {

using testing::HasSubstr;

std::string part(std::string_view name, std::string_view file_name, std::string_view bytes) {
    auto out = "--bound\r\nContent-Disposition: form-data; name=\"" + std::string{name} + "\"";
    if (!file_name.empty()) out += "; filename=\"" + std::string{file_name} + "\"";
    return out + "\r\n\r\n" + std::string{bytes} + "\r\n";
}

std::string upload(std::string_view body, std::string_view target = "/api/v1/upload") {
    return "POST " + std::string{target} +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=bound\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

std::string some_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 2654435761u) >> 13);
    return bytes;
}

void expect_no_files(const TestServer& server) {
    while (server.folder.files("uploads") > 0) std::this_thread::yield();
}

TEST(ServerUpload, files_are_on_disk_with_size_and_hash_and_then_removed) {
    TestServer server;
    const auto model = some_bytes(2'500'000);
    const auto body = part("description", "", "a text") + part("model", "m.onnx", model) +
                      part("baseline", "../../b.csv", "") + "--bound--\r\n";
    TestClient client{server.port()};
    for (int i = 0; i < 2; ++i) {
        const auto reply = client.ask(upload(body));
        EXPECT_EQ(reply->status, 200);
        EXPECT_EQ(reply->body, "description=a text\nmodel=m.onnx:2500000:" + sha256_hex(model) +
                                   "\nbaseline=../../b.csv:0:" + sha256_hex("") + "\n");
        EXPECT_EQ(server.folder.files("uploads"), 0u);
    }
}

TEST(ServerUpload, a_chunked_form_is_the_same) {
    TestServer server;
    const auto model = some_bytes(1'200'000);
    const auto body = part("model", "m", model) + "--bound--";
    std::string chunks;
    for (std::size_t at = 0; at < body.size(); at += 4096)
        chunks += fmt::format("{:x}\r\n{}\r\n", std::min<std::size_t>(4096, body.size() - at),
                              body.substr(at, 4096));
    const auto reply = server.ask(
        "POST /api/v1/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; "
        "boundary=bound\r\nTransfer-Encoding: chunked\r\n\r\n" +
        chunks + "0\r\n\r\n");
    EXPECT_EQ(reply->body, "model=m:1200000:" + sha256_hex(model) + "\n");
}

TEST(ServerUpload, a_handler_may_keep_a_file) {
    TestServer server;
    const auto reply =
        server.ask(upload(part("model", "m", "bytes") + "--bound--", "/api/v1/upload?keep"));
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(server.folder.files("uploads"), 0u);
    std::ifstream kept{server.folder.path / "kept"};
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>{kept}, {}), "bytes");
}

TEST(ServerUpload, limits_hold_and_leave_nothing_behind) {
    TestServer server;
    const auto answer = [&](const std::string& body) { return *server.ask(upload(body)); };
    const auto large = answer(part("baseline", "b", std::string(1001, 'x')) + "--bound--");
    EXPECT_EQ(large.status, 413);
    EXPECT_THAT(large.body, HasSubstr("/body/baseline"));
    EXPECT_EQ(answer(part("text", "", std::string(1'100'000, 'x')) + "--bound--").status, 413);
    EXPECT_EQ(answer(part("other", "file", "x") + "--bound--").status, 400);
    EXPECT_EQ(answer(part("model", "a", "x") + part("model", "b", "x") + "--bound--").status, 400);
    EXPECT_EQ(answer(part("model", "a", "x")).status, 400);
    std::string many;
    for (int i = 0; i < 101; ++i) many += part("t", "", "x");
    EXPECT_EQ(answer(many + "--bound--").status, 400);
    EXPECT_EQ(server
                  .ask("POST /api/v1/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                       "multipart/form-data; boundary=bound\r\nContent-Length: 99000000\r\n\r\n")
                  ->status,
              413);
    EXPECT_EQ(server
                  .ask("POST /api/v1/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                       "application/json\r\nContent-Length: 2\r\n\r\n{}")
                  ->status,
              415);
    expect_no_files(server);
}

TEST(ServerUpload, without_room_on_the_disk_it_is_507_before_the_body) {
    ServerConfig config;
    config.min_free_bytes = 1ull << 60;
    TestServer server{config};
    TestClient client{server.port()};
    client.send(
        "POST /api/v1/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; "
        "boundary=bound\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read()->status, 507);
}

TEST(ServerUpload, a_client_that_leaves_in_the_middle_leaves_no_file) {
    TestServer server;
    const auto whole = upload(part("model", "m", some_bytes(2'500'000)) + "--bound--");
    {
        TestClient client{server.port()};
        client.send(whole.substr(0, 1'500'000));
        while (server.folder.files("uploads") == 0) std::this_thread::yield();
    }
    expect_no_files(server);
}

TEST(ServerUpload, an_upload_that_crawls_is_cut) {
    ServerConfig config;
    config.min_bytes_per_second = 20u << 20;  // a chunk in 50 ms
    config.timeouts.idle = std::chrono::milliseconds{400};
    TestServer server{config};
    const auto begun =
        upload(part("model", "m", some_bytes(2'500'000)) + "--bound--").substr(0, 1'500'000);
    TestClient client{server.port()};  // idle from here on
    client.send(begun);
    EXPECT_EQ(client.read()->status, 408);
    expect_no_files(server);
}

TEST(ServerUpload, what_an_earlier_process_left_is_removed_at_start) {
    const TestFolder folder;
    std::ofstream{folder.path / "upload-abc"} << "left";
    std::ofstream{folder.path / "other"} << "not ours";
    ServerConfig config;
    config.upload_dir = folder.path;
    const TestServer server{config};
    EXPECT_EQ(folder.files("."), 1u);
}

}  // namespace
}  // namespace ontos::http
