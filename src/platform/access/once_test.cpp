// The same request again: one change, one answer.
#include "platform/access/once.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <thread>

#include "platform/access/test_request.hpp"
#include "platform/api/router.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos::access {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct Thing {
    std::string name;
    std::optional<std::int64_t> padding;  ///< so many characters more in the answer
    std::optional<bool> is_bad;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Thing::name>("Name."),
                          api::option<&Thing::padding>("Length."),
                          api::option<&Thing::is_bad>("Fails.")};
    }
};

struct Made {
    std::int64_t number = 0;
    std::string text;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Made::number>("Number."), api::field<&Made::text>("Text.")};
    }
};

struct ThingPath {
    std::string thing;
    static constexpr auto fields(auto...) {
        return std::array{api::field<&ThingPath::thing>("Thing.")};
    }
};

/// A feature as they are: a change, and an operation that takes longer.
class Things {
public:
    Things(sql::Database& database, const Clock& clock) : database_{database}, clock_{clock} {}

    api::Created<Made> create_thing(const api::Body<Thing>& body, const Once& once) {
        return once.run(database_, clock_, [&](sql::Transaction& tx) {
            const auto number =
                tx.value<std::int64_t>("select max(number) from things").value_or(0) + 1;
            tx.run("insert into things values ($1, $2)", number, body.name);
            if (body.is_bad.value_or(false)) throw Failure{FailureKind::conflict, "It is bad."};
            const auto length = static_cast<std::size_t>(body.padding.value_or(0));
            return api::Created<Made>{{number, body.name + std::string(length, '.')}};
        });
    }

    api::Created<Made> copy_thing(const api::Path<ThingPath>& path, const Once& once) {
        return once.run(database_, clock_, [&](sql::Transaction& tx) {
            const auto number = tx.value<std::int64_t>("select count(*) from things").value();
            tx.run("insert into things values ($1, $2)", 1000 + number, path.thing);
            return api::Created<Made>{{number, path.thing}};
        });
    }

    api::Accepted<Made> start_thing(const api::Body<Thing>& body, const Once& once) {
        const auto operation = body.name + std::to_string(++operations);
        const auto id = database_.write([&](sql::Transaction& tx) {
            return once.claim_operation(tx, clock_.now(), operation).value_or(operation);
        });
        return {{0, id}};
    }

    std::atomic<int> operations{0};

private:
    sql::Database& database_;
    const Clock& clock_;
};

constexpr std::array routes{
    api::post<&Things::create_thing>("/things", "Make.", api::Right::deploy_write),
    api::post<&Things::copy_thing>("/things/{thing}/copy", "Copy.", api::Right::deploy_write),
    api::post<&Things::start_thing>("/things/start", "Start.", api::Right::deploy_write)};

/// What a client sends with its key.
struct Sent {
    std::string key{};
    std::string body = R"({"name": "a"})";
    std::string target = "/api/v1/things";
    std::string caller = "alice";
    api::CallerKind kind = api::CallerKind::api_key;
};

class IdempotencyKeys : public sql::DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        database().write([](sql::Transaction& tx) {
            tx.run("create table things (number bigint primary key, name text not null)");
        });
        serve();
    }

    void serve() {
        router_ = std::make_unique<api::Router>();
        things_ = std::make_unique<Things>(database(), clock_);
        router_->mount(*things_, routes, "Things");
    }

    api::Reply post(const Sent& sent) {
        TestRequest request{.target = sent.target,
                            .headers = {{"Content-Type", "application/json"}},
                            .method = api::Method::post,
                            .method_text = "POST"};
        if (!sent.key.empty()) request.headers.emplace_back("Idempotency-Key", sent.key);
        const auto head = request.head();
        auto caller = api::local_caller();
        caller.name = sent.caller;
        caller.kind = sent.kind;
        const auto padded = sent.body + std::string(api::Request::body_padding, '\0');
        return router_->answer(
            std::get<api::Admission>(router_->admit(head)),
            api::Request{head, caller, std::string_view{padded}.substr(0, sent.body.size()), {}});
    }

    static bool is_replay(const api::Reply& reply) {
        return std::ranges::find(reply.headers,
                                 std::pair<std::string, std::string>{
                                     "Idempotency-Replayed", "true"}) != reply.headers.end();
    }

    static void expect_failure(const api::Reply& reply, int status, std::string_view code) {
        EXPECT_EQ(reply.status, status) << reply.body;
        EXPECT_THAT(reply.body, HasSubstr('"' + std::string{code} + '"'));
        EXPECT_FALSE(is_replay(reply));
    }

    std::int64_t count(std::string_view table) {
        return database()
            .read([&](sql::Transaction& tx) {
                return tx.value<std::int64_t>("select count(*) from " + std::string{table});
            })
            .value();
    }

    ManualClock clock_{Timestamp{1'700'000'000s}};
    std::unique_ptr<api::Router> router_;
    std::unique_ptr<Things> things_;
};
INSTANTIATE_TEST_SUITE_P(on, IdempotencyKeys, sql::engines(), sql::engine_name);

TEST_P(IdempotencyKeys, a_repeat_is_answered_with_the_first_answer) {
    const auto first = post({.key = "k"});
    EXPECT_EQ(first.status, 201);
    EXPECT_FALSE(is_replay(first));
    const auto second = post({.key = "k"});
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(second.content_type, first.content_type);
    EXPECT_TRUE(is_replay(second));
    EXPECT_EQ(count("things"), 1);
}

TEST_P(IdempotencyKeys, without_a_key_every_request_counts) {
    EXPECT_EQ(post({}).status, 201);
    EXPECT_EQ(post({}).status, 201);
    EXPECT_EQ(count("things"), 2);
    EXPECT_EQ(count("idempotency_keys"), 0);
}

TEST_P(IdempotencyKeys, a_repeat_after_a_restart_is_a_replay) {
    const auto first = post({.key = "k"});
    reopen();
    serve();
    const auto second = post({.key = "k"});
    EXPECT_TRUE(is_replay(second));
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(count("things"), 1);
}

TEST_P(IdempotencyKeys, another_body_or_target_is_refused) {
    post({.key = "k"});
    expect_failure(post({.key = "k", .body = R"({"name": "b"})"}), 422, "idempotency_key_reused");
    expect_failure(post({.key = "k", .target = "/api/v1/things?x=1"}), 422,
                   "idempotency_key_reused");
    EXPECT_EQ(post({.key = "c", .target = "/api/v1/things/a/copy"}).status, 201);
    expect_failure(post({.key = "c", .target = "/api/v1/things/b/copy"}), 422,
                   "idempotency_key_reused");
    EXPECT_EQ(count("things"), 2);
}

TEST_P(IdempotencyKeys, the_same_key_of_another_caller_or_route_is_another_key) {
    post({.key = "k"});
    EXPECT_FALSE(is_replay(post({.key = "k", .caller = "bob"})));
    EXPECT_FALSE(is_replay(post({.key = "k", .kind = api::CallerKind::proxy})))
        << "alice by proxy is not the key named alice";
    EXPECT_FALSE(is_replay(post({.key = "k", .target = "/api/v1/things/a/copy"})));
    EXPECT_EQ(count("things"), 4);
}

TEST_P(IdempotencyKeys, a_failed_request_leaves_its_key_free) {
    const std::string bad = R"({"name": "a", "is_bad": true})";
    expect_failure(post({.key = "k", .body = bad}), 409, "conflict");
    expect_failure(post({.key = "k", .body = bad}), 409, "conflict");
    EXPECT_EQ(count("idempotency_keys"), 0);
    EXPECT_EQ(post({.key = "k"}).status, 201);
    EXPECT_EQ(count("things"), 1);
}

TEST_P(IdempotencyKeys, an_answer_over_64_kib_is_not_replayed_but_told) {
    const auto body_of = [](std::int64_t length) {
        return R"({"name": "a", "padding": )" + std::to_string(length) + "}";
    };
    const auto around = std::ssize(std::string{R"({"number":1,"text":"a"})"});
    const auto fits = post({.key = "fits", .body = body_of(65536 - around)});
    EXPECT_EQ(fits.body.size(), 65536u);
    EXPECT_TRUE(is_replay(post({.key = "fits", .body = body_of(65536 - around)})));
    EXPECT_EQ(post({.key = "k", .body = body_of(65537 - around)}).status, 201);
    expect_failure(post({.key = "k", .body = body_of(65537 - around)}), 409, "already_done");
    EXPECT_EQ(count("things"), 2);
}

TEST_P(IdempotencyKeys, a_key_is_kept_for_24_hours) {
    post({.key = "k"});
    clock_.advance(24h - 1us);
    EXPECT_TRUE(is_replay(post({.key = "k"})));
    clock_.advance(1us);
    EXPECT_FALSE(is_replay(post({.key = "k"})));
    EXPECT_TRUE(is_replay(post({.key = "k"})));
    EXPECT_EQ(count("things"), 2);
}

TEST_P(IdempotencyKeys, keys_have_1_to_255_printable_characters) {
    EXPECT_EQ(post({.key = std::string(255, 'k')}).status, 201);
    for (const auto& key : {std::string(256, 'k'), std::string(100'000, 'k'), std::string{"a\tb"},
                            std::string{"\xc5\xbe"}})
        EXPECT_EQ(post({.key = key}).status, 400) << key.substr(0, 20);
    EXPECT_TRUE(is_replay(post({.key = std::string(255, 'k')})));
    EXPECT_EQ(post({.key = "'; drop table things; --"}).status, 201);
    EXPECT_EQ(count("things"), 2);
}

TEST_P(IdempotencyKeys, many_at_once_make_one_change_and_get_one_answer) {
    for (int round = 0; round < 5; ++round) {
        const auto key = "k" + std::to_string(round);
        std::atomic<int> firsts{0}, replays{0};
        std::latch start{8};
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] {
                start.arrive_and_wait();
                const auto reply = post({.key = key});
                EXPECT_EQ(reply.status, 201) << reply.body;
                ++(is_replay(reply) ? replays : firsts);
            });
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(firsts, 1);
        EXPECT_EQ(replays, 7);
        EXPECT_EQ(count("things"), round + 1);
    }
}

TEST_P(IdempotencyKeys, an_operation_keeps_its_id) {
    const std::string target = "/api/v1/things/start";
    const auto first = post({.key = "k", .target = target});
    EXPECT_THAT(first.body, HasSubstr("a1"));
    EXPECT_EQ(post({.key = "k", .target = target}).body, first.body);
    expect_failure(post({.key = "k", .body = R"({"name": "b"})", .target = target}), 422,
                   "idempotency_key_reused");
    EXPECT_THAT(post({.target = target}).body, HasSubstr("a4"));
}

TEST_P(IdempotencyKeys, old_keys_are_forgotten_and_so_are_too_many) {
    for (int i = 0; i < 10; ++i) {
        post({.key = "k" + std::to_string(i)});
        clock_.advance(1h);
    }
    forget_old_keys(database(), clock_.now());
    EXPECT_EQ(count("idempotency_keys"), 10);
    forget_old_keys(database(), clock_.now(), 4);
    EXPECT_EQ(count("idempotency_keys"), 4);
    EXPECT_TRUE(is_replay(post({.key = "k6"})));
    EXPECT_FALSE(is_replay(post({.key = "k5"})));
    clock_.advance(22h - 1us);
    forget_old_keys(database(), clock_.now());
    EXPECT_EQ(count("idempotency_keys"), 3) << "k8, k9 and the new k5";
}

TEST_P(IdempotencyKeys, stand_in_the_document) {
    const auto document = api::json::serialize(router_->openapi("1"));
    EXPECT_THAT(document, HasSubstr(R"("Idempotency-Key")"));
    EXPECT_THAT(document, HasSubstr(R"("maxLength":255)"));
}

}  // namespace
}  // namespace ontos::access
