#pragma once
// A running server with a few routes of every kind, for the tests.

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "platform/access/access.hpp"
#include "platform/api/router.hpp"
#include "platform/http/server.hpp"
#include "platform/http/test_client.hpp"
#include "platform/sql/database.hpp"
#include "platform/tasks/worker_pool.hpp"

namespace ontos::http {

/// A folder of its own, removed with it.
struct TestFolder {
    TestFolder() {
        static std::atomic<int> count{0};
        path = std::filesystem::temp_directory_path() /
               ("http_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
        std::filesystem::create_directories(path);
    }
    ~TestFolder() { std::filesystem::remove_all(path); }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    std::size_t files(const std::string& below) const {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator{path / below})
            count += entry.is_regular_file();
        return count;
    }
    std::filesystem::path path;
};

/// Lets those who wait go on.
class Latch {
public:
    void open() {
        {
            const std::lock_guard lock{mutex_};
            is_open_ = true;
        }
        changed_.notify_all();
    }
    void wait() {
        std::unique_lock lock{mutex_};
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return is_open_; });
    }
    void until_waiting(int count) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return waiting_ >= count; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_open_ = false;
    int waiting_ = 0;
};

/// An executor whose bound is always reached.
class FullExecutor final : public Executor {
public:
    [[nodiscard]] bool try_post(std::function<void()>) override { return false; }
};

/// A raw handler from a function.
class Answering final : public api::RawHandler {
public:
    using Function = std::function<api::Reply(api::RawCall&)>;
    explicit Answering(Function function, Executor* executor = nullptr)
        : function_{std::move(function)}, executor_{executor} {}
    Executor* place(api::RawCall&) override { return executor_; }
    api::Reply answer(api::RawCall& call) override { return function_(call); }

private:
    Function function_;
    Executor* executor_;
};

/// Says the same `times` times, then that it has ended; for ever if that is negative.
class RepeatingFeed final : public api::EventFeed {
public:
    RepeatingFeed(std::string text, int times) : text_{std::move(text)}, times_{times} {}
    std::optional<std::string> take() noexcept override {
        if (times_ == 0) return std::nullopt;
        --times_;
        return text_;
    }

private:
    const std::string text_;
    int times_;
};

inline api::Reply event_reply(std::shared_ptr<api::EventFeed> feed) {
    return {.content_type = "text/event-stream", .events = std::move(feed)};
}

inline api::Reply text_reply(std::string body) {
    api::Reply reply;
    reply.content_type = "text/plain";
    reply.body = std::move(body);
    return reply;
}

/// The typed routes.
struct Things {
    struct NewThing {
        std::string name;
        static constexpr auto fields(auto...) {
            return std::array{api::field<&NewThing::name>("Its name.", api::min_length(1))};
        }
    };
    struct Thing {
        std::string name, made_by;
        static constexpr auto fields(auto...) {
            return std::array{api::field<&Thing::name>("Its name."),
                              api::field<&Thing::made_by>("Who made it.")};
        }
    };
    api::Created<Thing> create_thing(const api::Body<NewThing>& body, api::CallerInput caller) {
        return {{body.name, caller->name}};
    }
    std::vector<Thing> list_things() { return std::vector<Thing>(100, Thing{"thing", "somebody"}); }
    Thing wait_for_thing() {
        latch.wait();
        return {"late", "nobody"};
    }
    Latch latch;
};

inline constexpr std::array thing_routes{
    api::post<&Things::create_thing>("/things", "Make a thing.", api::Right::deploy_write),
    api::get<&Things::list_things>("/things", "List things.", api::Right::deploy_read),
    api::get<&Things::wait_for_thing>("/things/late", "Wait for a thing.", api::Right::anyone),
};

/// Starts on port 0; the config is the test's.
class TestServer {
public:
    explicit TestServer(ServerConfig config = {}, access::AccessConfig callers = {},
                        Executor* control = nullptr, const Clock* clock = nullptr)
        : database_{sql::open_database({.url = "sqlite://" + (folder.path / "db").string()})},
          access{callers, *database_, clock_, random_} {
        mount_routes();
        config.port = 0;
        if (config.upload_dir.empty()) config.upload_dir = folder.path / "uploads";
        server.emplace(config, router, access, control ? *control : pool, clock ? *clock : clock_,
                       random_);
        server->start();
    }

    void mount(api::Method method, std::string path, api::BodyPolicy body,
               Answering::Function function, Executor* executor = nullptr) {
        handlers_.push_back(std::make_unique<Answering>(std::move(function), executor));
        auto name = "route_" + std::to_string(handlers_.size());
        router.mount(api::RawRoute{method,
                                   std::move(path),
                                   std::move(name),
                                   "A test's route.",
                                   api::Right::query,
                                   std::move(body),
                                   handlers_.back().get(),
                                   {}},
                     "test");
    }

    std::uint16_t port() const { return server->port(); }
    std::optional<ClientReply> ask(std::string_view request) const {
        return TestClient{port()}.ask(request);
    }

    TestFolder folder;
    Things things;
    WorkerPool pool{"control", 4, 16};
    FullExecutor full;
    Latch latch;
    std::atomic<int> answered{0};
    std::shared_ptr<api::EventFeed> feed;  ///< what /events sends

private:
    void mount_routes();

    SystemClock clock_;
    SystemRandom random_;
    std::unique_ptr<sql::Database> database_;
    std::vector<std::unique_ptr<Answering>> handlers_;

public:
    access::Access access;
    api::Router router;
    std::optional<Server> server;  ///< ends first
};

/// Name, size and hash of each part; `keep` in the query moves the files away.
inline api::Reply describe_form(const api::Request& request, const std::filesystem::path& kept) {
    std::string text;
    for (const auto& part : request.form) {
        text += part.name + "=";
        text += part.file ? part.file->file_name + ":" + std::to_string(part.file->size_bytes) +
                                ":" + part.file->sha256 + "\n"
                          : part.text + "\n";
        if (part.file && request.head.query() == "keep")
            std::filesystem::rename(part.file->path, kept);
    }
    return text_reply(std::move(text));
}

inline void TestServer::mount_routes() {
    using api::BodyPolicy;
    using api::Method;
    const BodyPolicy none, buffered{BodyPolicy::Kind::buffered, 100'000, {}},
        form{BodyPolicy::Kind::form, 0, {{"model", 3'000'000}, {"baseline", 1000}}};
    const auto echo = [this](api::RawCall& call) {
        ++answered;
        return text_reply(std::string{call.request.body});
    };
    router.mount(things, thing_routes, "things");
    mount(Method::get, "/hello", none, [](api::RawCall&) { return text_reply("hello"); });
    mount(Method::post, "/echo", buffered, echo);
    mount(Method::post, "/pooled", buffered, echo, &pool);
    mount(Method::post, "/full", buffered, echo, &full);
    mount(
        Method::get, "/late", none,
        [this](api::RawCall&) {
            latch.wait();
            return text_reply("late");
        },
        &pool);
    mount(Method::get, "/throws", none,
          [](api::RawCall&) -> api::Reply { throw std::runtime_error{"a secret"}; });
    mount(
        Method::post, "/upload", form,
        [this](api::RawCall& call) { return describe_form(call.request, folder.path / "kept"); },
        &pool);
    mount(
        Method::get, "/big/{size}", none,
        [](api::RawCall& call) {
            return text_reply(std::string(std::stoul(call.path_values[0]), 'x'));
        },
        &pool);
    mount(Method::get, "/file", none, [this](api::RawCall&) {
        api::Reply reply;
        reply.content_type = "application/octet-stream";
        reply.file = api::FileBody{folder.path / "file", 1, 2'500'000};
        return reply;
    });
    mount(Method::get, "/events", none,
          [this](api::RawCall&) { return event_reply(std::move(feed)); });
    mount(Method::get, "/split", none, [](api::RawCall&) {
        auto reply = text_reply("x");
        reply.headers = {{"X-Name", "a\r\nSet-Cookie: b"}};
        return reply;
    });
}

}  // namespace ontos::http
