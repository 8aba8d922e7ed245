// From an observed request to the database: what is kept, what is lost, what never arrives.
#include "monitor/request_log/request_log.hpp"

#include <thread>

#include "monitor/request_log/test_request_log.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

using RequestLogs = StoredRequests;
INSTANTIATE_TEST_SUITE_P(on, RequestLogs, sql::engines(), sql::engine_name);

TEST_P(RequestLogs, keep_all_that_was_told_of_a_request) {
    const auto log = start();
    TestRequest{.session_id = "s-1", .client_request_id = "c-1"}.tell(*log);
    const auto rows = all(*log);
    ASSERT_EQ(rows.size(), 1u);
    const auto& row = rows.front();
    EXPECT_EQ(row.request_id, "r-1");
    EXPECT_EQ(row.client_request_id, "c-1");
    EXPECT_EQ(row.session_id, "s-1");
    EXPECT_EQ(row.created_at, clock_.now() - 5ms);
    EXPECT_EQ(row.endpoint_name, "iris");
    EXPECT_EQ(row.model_name, "main.default.iris");
    EXPECT_EQ(row.revision, 4);
    EXPECT_EQ(row.status, 200);
    EXPECT_EQ(row.total_ms, 5);
    EXPECT_EQ(row.model_ms, 2);
    EXPECT_EQ(row.queue_ms, 1);
    EXPECT_EQ(row.requester, "anna");
    EXPECT_EQ(row.kept_share, 1);
    EXPECT_EQ(row.payload_share, 1);
}

TEST_P(RequestLogs, survive_a_restart) {
    auto log = start();
    TestRequest{}.tell(*log);
    log->flush();
    log.reset();
    reopen();
    EXPECT_EQ(all(*start()).size(), 1u);
}

TEST_P(RequestLogs, are_redacted_before_anything_is_written) {
    const auto log = start();
    const auto failure =
        Failure{FailureKind::invalid, "Expected a number, found 'bob@example.com'."}.violations(
            {{"/body/inputs/0", "078-05-1120 is no number"}});
    TestRequest{.status = 400,
                .query = R"({"inputs":[{"size":"bob\u0040example.com","name":"Bob"},[3,"Bob"]]})",
                .answer = "",
                .failure = &failure}
        .tell(*log);
    TestRequest{.query = R"({"inputs":[{"name":"Bob")"}.tell(*log);  // no JSON
    log->flush();
    std::string everything;
    database().read([&](sql::Transaction& tx) {
        everything.clear();
        for (const auto* sql : {"select * from request_log", "select * from request_payloads"})
            for (const auto& row : tx.table(sql).rows)
                for (const auto& value : row)
                    if (const auto* text = std::get_if<std::string>(&value)) everything += *text;
    });
    EXPECT_THAT(everything, Not(HasSubstr("Bob")));
    EXPECT_THAT(everything, Not(HasSubstr("bob")));
    EXPECT_THAT(everything, Not(HasSubstr("078")));
    EXPECT_THAT(everything,
                HasSubstr("found [REDACTED:column]. /body/inputs/0: [REDACTED:ssn] is no"));
    EXPECT_THAT(everything, HasSubstr(R"([3,"[REDACTED:column]"])"));
    EXPECT_EQ(all(*log).front().bytes_in, 24);
}

TEST_P(RequestLogs, name_no_value_in_a_failure_while_columns_are_redacted) {
    const Failure failure =
        Failure{FailureKind::invalid,
                "row 0, column 'name': expected a number, found \"Jane, found"
                " Doe\". There are 2 mistakes."}
            .violations({{"/body/inputs/0/name", "expected a number, found the text \"Jane Doe\""},
                         {"/body/inputs/0/size", "is missing"}});
    const auto refused =
        Failure{FailureKind::unprocessable, "The model cannot score these rows: no category Jane."}
            .code("model_refused_input");
    const auto log = start();
    TestRequest{.request_id = "r-1", .status = 400, .failure = &failure}.tell(*log);
    TestRequest{.request_id = "r-2", .status = 422, .failure = &refused}.tell(*log);
    auto asked = questions(*log);
    log->flush();
    EXPECT_EQ(asked.show_request({{"r-1"}}).request.error,
              "row 0, column 'name': expected a number, found [REDACTED:column]. "
              "/body/inputs/0/name: expected a number, found [REDACTED:column]. "
              "/body/inputs/0/size: is missing.");
    EXPECT_EQ(asked.show_request({{"r-2"}}).request.error,
              "The model cannot score these rows: [REDACTED:column].");
    redactor_.follow({.patterns = default_redact_patterns(), .columns = {}});
    TestRequest{.request_id = "r-3", .status = 422, .failure = &refused}.tell(*log);
    log->flush();
    EXPECT_EQ(asked.show_request({{"r-3"}}).request.error, refused.message());
}

TEST_P(RequestLogs, keep_a_share_above_the_rate_but_every_failure) {
    const auto log = start({.rows_per_second = 100, .payloads_per_second = 10});
    const auto tell_a_second = [&](int second) {
        for (int i = 0; i < 1'000; ++i)
            TestRequest{.request_id = "r" + std::to_string(second) + "-" + std::to_string(i),
                        .status = i % 100 == 0 ? 500 : 200}
                .tell(*log);
        clock_.advance(1s);
    };
    tell_a_second(0);
    log->flush();
    const auto before = all(*log).size();
    EXPECT_GE(before, 100u);
    tell_a_second(1);
    const auto rows = all(*log);
    std::size_t failed = 0, kept = 0, payloads = 0;
    for (const auto& row : rows) {
        if (!row.request_id.starts_with("r1-")) continue;
        failed += row.status == 500;
        kept += row.status == 200;
        payloads += row.payload_share.has_value();
        EXPECT_EQ(row.kept_share, row.status == 500 ? 1.0 : 0.1);
    }
    EXPECT_EQ(failed, 10u);
    EXPECT_NEAR(static_cast<double>(kept), 99, 40);
    EXPECT_NEAR(static_cast<double>(payloads), 10, 13);
}

TEST_P(RequestLogs, of_other_endpoints_have_rates_of_their_own) {
    const auto log = start({.rows_per_second = 10});
    for (int i = 0; i < 10; ++i) {
        TestRequest{.request_id = "a" + std::to_string(i)}.tell(*log);
        TestRequest{.endpoint_id = "other", .series = 600, .request_id = "b" + std::to_string(i)}
            .tell(*log);
    }
    EXPECT_EQ(all(*log).size(), 20u);
}

TEST_P(RequestLogs, count_what_a_full_queue_loses) {
    const auto log = start({.queued_max = 3});
    for (int i = 0; i < 5; ++i) TestRequest{}.tell(*log);
    EXPECT_EQ(log->dropped(),
              (std::map<std::string, std::int64_t>{{TestRequest{}.endpoint_id, 2}}));
    EXPECT_EQ(all(*log).size(), 3u);
    TestRequest{}.tell(*log);
    EXPECT_EQ(all(*log).size(), 4u);
    EXPECT_EQ(questions(*log).list_requests({}).dropped_requests.at(TestRequest{}.endpoint_id), 2);
    PrometheusText text;
    write_request_log_metrics(text, *log);
    EXPECT_THAT(text.text(), HasSubstr("ontos_request_log_dropped_total{endpoint_id=\"" +
                                       TestRequest{}.endpoint_id + "\"} 2"));
}

TEST_P(RequestLogs, cut_a_large_payload_between_two_values) {
    const auto log = start({.payload_bytes_max = 1'000});
    TestRequest request{.query = R"({"inputs":[[0)"};
    while (request.query.size() < 3'000) request.query += ",0";
    request.query += "]]}";
    request.tell(*log);
    auto asked = questions(*log);
    const auto shown = asked.show_request({{"r-1"}});
    ASSERT_TRUE(shown.payload.has_value());
    EXPECT_TRUE(shown.payload->is_query_cut);
    EXPECT_FALSE(shown.payload->is_answer_cut);
    const auto& row = shown.payload->query.at("inputs").as_array().at(0).as_array();
    EXPECT_GT(row.size(), 400u);
    EXPECT_LT(row.size(), 500u);
    EXPECT_EQ(shown.request.bytes_in, static_cast<std::int64_t>(request.query.size()));
}

TEST_P(RequestLogs, wait_redacted_while_the_database_refuses) {
    const auto log = start();
    TestRequest{}.tell(*log);
    const auto rename = [&](const char* sql) {
        database().write([sql](sql::Transaction& tx) { tx.run(sql); });
    };
    rename("alter table request_log rename to away");
    EXPECT_ANY_THROW(log->flush());
    TestRequest{.request_id = "r-2"}.tell(*log);
    rename("alter table away rename to request_log");
    EXPECT_EQ(all(*log).size(), 2u);
    EXPECT_EQ(log->written(), 2u);
}

TEST_P(RequestLogs, take_texts_that_no_database_takes) {
    const auto log = start();
    TestRequest{.session_id = "m\xfcller", .client_request_id = std::string{"a\0b", 3}}.tell(*log);
    const auto rows = all(*log);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows.front().session_id, "m?ller");
    EXPECT_EQ(rows.front().client_request_id, "a?b");
}

TEST_P(RequestLogs, of_requests_that_were_served_elsewhere_are_written_in_the_callers_transaction) {
    const auto log = start({.rows_per_second = 3, .payloads_per_second = 2});
    std::vector<TestIngested> told;
    for (const auto* id : {"e-1", "e-2", "e-3"}) told.emplace_back(id, clock_.now());
    told[0].metric.features = api::json::object{{"name", "Bob"}, {"size", 3}};
    told[0].metric.error_message = "bob@example.com is away";
    const std::vector<Ingested> sent{told[0].told(), told[1].told(), told[2].told()};
    const std::span counted{sent.data(), 2};
    const auto entries = log->prepare(sent);
    const auto insert = [&](sql::Transaction& tx) { RequestLog::insert(tx, entries, counted); };
    EXPECT_ANY_THROW(database().write([&](sql::Transaction& tx) {
        insert(tx);
        throw Failure{FailureKind::internal, "the counts do not fit"};
    }));
    EXPECT_EQ(number("select count(*) from request_log"), 0);
    database().write(insert);
    EXPECT_EQ(log->written(), 0u);
    log->inserted(entries, counted);
    EXPECT_EQ(log->written(), 2u);
    reopen();  // what was not flushed is there
    EXPECT_EQ(number("select count(*) from request_log where payload_share = 1"), 2);
    const auto payload = database().read(
        [](sql::Transaction& tx) { return request_log_store::find_payload(tx, "e-1"); });
    EXPECT_EQ(payload->query, R"({"inputs":{"name":"[REDACTED:column]","size":3}})");
    const auto later = start();
    const auto shown = questions(*later).show_request({{"told e-1"}}).request;
    EXPECT_EQ(shown.error, "[REDACTED:email] is away");
    EXPECT_EQ(shown.kept_share, 1);
}

TEST_P(RequestLogs, of_requests_that_were_served_elsewhere_count_for_the_bytes_that_are_kept) {
    const auto log = start();
    const TestIngested told{"e-1", clock_.now()};
    const std::vector<Ingested> sent{told.told()};
    const auto entries = log->prepare(sent);
    database().write([&](sql::Transaction& tx) { RequestLog::insert(tx, entries, sent); });
    log->inserted(entries, sent);
    for (int i = 0; i < 2; ++i) log->flush();
    EXPECT_EQ(number("select cast(sum(bytes) as bigint) from request_log_minutes"), 500 + 100 + 15);
}

TEST_P(RequestLogs, of_requests_that_were_served_elsewhere_are_a_share_above_the_rate) {
    const auto log = start({.rows_per_second = 10, .payloads_per_second = 5});
    std::vector<TestIngested> told;
    for (int i = 0; i < 1'000; ++i) told.emplace_back("e" + std::to_string(i), clock_.now());
    told.back().status = 500;
    std::vector<Ingested> sent;
    for (const auto& one : told) sent.push_back(one.told());
    const auto entries = log->prepare(sent);
    EXPECT_GE(entries.size(), 10u);
    EXPECT_LT(entries.size(), 200u);
    EXPECT_TRUE(entries.contains("e999")) << "a failure is kept";
    EXPECT_LT(std::ranges::count_if(
                  entries, [](const auto& entry) { return entry.second.payload.has_value(); }),
              std::ssize(entries));
}

TEST_P(RequestLogs, switched_off_keep_nothing) {
    const auto log = start({.rows_per_second = 0});
    TestRequest{.status = 500}.tell(*log);
    const TestIngested told{"e-1", clock_.now()};
    EXPECT_TRUE(log->prepare(std::vector{told.told()}).empty());
    EXPECT_TRUE(all(*log).empty());
}

TEST_P(RequestLogs, forget_what_is_too_old) {
    const auto log = start();
    TestRequest{.request_id = "old"}.tell(*log);
    clock_.advance(47h);
    TestRequest{.request_id = "young"}.tell(*log);
    log->flush();
    log->forget({});
    log->forget(clock_.now() - 48h);
    EXPECT_EQ(all(*log).size(), 2u);
    clock_.advance(2h);
    log->forget(clock_.now() - 48h);
    ASSERT_EQ(all(*log).size(), 1u);
    EXPECT_EQ(all(*log).front().request_id, "young");
    EXPECT_EQ(number("select count(*) from request_payloads"), 1);
}

TEST_P(RequestLogs, forget_the_payloads_of_what_is_too_old_and_their_size) {
    const auto log = start();
    const auto bytes = [this] {
        return number("select cast(sum(bytes) as bigint) from request_log_minutes");
    };
    TestRequest{.request_id = "old"}.tell(*log);
    log->flush();
    const auto of_one = bytes();
    clock_.advance(47h);
    TestRequest{.request_id = "young"}.tell(*log);
    log->flush();
    log->forget_payloads(clock_.now() - 24h);
    EXPECT_EQ(all(*log).size(), 2u);
    const auto kept = database().read([](sql::Transaction& tx) {
        return tx.value<std::string>(
            "select r.request_id from request_payloads p join request_log r on r.id = p.id");
    });
    EXPECT_EQ(kept, "young");
    EXPECT_LT(bytes(), 2 * of_one);
    const auto once = bytes();
    log->forget_payloads(clock_.now() - 24h);
    EXPECT_EQ(bytes(), once);
}

TEST_P(RequestLogs, forget_the_oldest_when_they_are_too_much) {
    const auto log = start({.bytes_max = 30'000});
    for (int i = 0; i < 100; ++i) {
        TestRequest{.request_id = "r-" + std::to_string(i)}.tell(*log);
        clock_.advance(1min);
    }
    log->flush();
    log->forget({});
    const auto rows = all(*log);
    EXPECT_GT(rows.size(), 20u);
    EXPECT_LT(rows.size(), 60u);
    EXPECT_EQ(rows.front().request_id, "r-99");
    log->forget({});
    EXPECT_EQ(all(*log).size(), rows.size());
}

TEST_P(RequestLogs, have_each_request_of_many_threads_once) {
    const auto log = start({.rows_per_second = 100'000, .payloads_per_second = 100'000});
    std::atomic<bool> is_over{false};
    std::thread flusher{[&] {
        while (!is_over) log->flush();
    }};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i)
                TestRequest{.series = static_cast<std::uint32_t>(t),
                            .request_id = std::to_string(t) + "-" + std::to_string(i)}
                    .tell(*log);
        });
    for (auto& thread : threads) thread.join();
    is_over = true;
    flusher.join();
    std::set<std::string> ids;
    for (const auto& row : all(*log)) ids.insert(row.request_id);
    EXPECT_EQ(ids.size(), 400u);
    EXPECT_EQ(log->written(), 400u);
}

}  // namespace
}  // namespace ontos
