// The HTTP server alone: an inline raw route that answers at once, for wrk and perf. Prints its
// address; ends with its standard input.

#include <cstdio>
#include <filesystem>
#include <string>

#include <unistd.h>

#include "platform/access/access.hpp"
#include "platform/api/router.hpp"
#include "platform/http/server.hpp"
#include "platform/sql/database.hpp"
#include "platform/tasks/worker_pool.hpp"

namespace {

using namespace ontos;

/// Answers with the size of the body; inline, or on a pool.
class Hello final : public api::RawHandler {
public:
    explicit Hello(Executor* executor) : executor_{executor} {}
    Executor* place(api::RawCall&) override { return executor_; }
    api::Reply answer(api::RawCall& call) override {
        api::Reply reply;
        reply.body = "{\"size\": " + std::to_string(call.request.body.size()) + "}";
        return reply;
    }

private:
    Executor* executor_;
};

api::RawRoute route(std::string path, std::string name, api::RawHandler& handler) {
    return {api::Method::post, std::move(path),
            std::move(name),   "Answers.",
            api::Right::query, {api::BodyPolicy::Kind::buffered, 16u << 20, {}},
            &handler,          {}};
}

}  // namespace

int main() {
    const auto dir =
        std::filesystem::temp_directory_path() / ("hello_" + std::to_string(::getpid()));
    std::filesystem::create_directories(dir);
    {
        SystemClock clock;
        SystemRandom random;
        WorkerPool pool{"hello", 2, 256};
        const auto database = sql::open_database({.url = "sqlite://" + (dir / "db").string()});
        const access::Access access{{}, *database, clock, random};
        Hello here{nullptr}, there{&pool};
        api::Router router;
        router.mount(route("/hello/{name}", "hello_here", here), "bench");
        router.mount(route("/pooled/{name}", "hello_there", there), "bench");
        http::Server server{
            {.port = 0, .upload_dir = dir / "uploads"}, router, access, pool, clock, random};
        server.start();
        std::printf("listening on http://127.0.0.1:%d\n", server.port());
        std::fflush(stdout);
        while (std::getchar() != EOF) continue;
        server.stop(std::chrono::seconds{5});
    }
    std::filesystem::remove_all(dir);
}
