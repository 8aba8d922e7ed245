// What the questions find: filters, pages, values, one request.
#include "monitor/request_log/request_queries.hpp"

#include "monitor/request_log/test_request_log.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class RequestQuestions : public StoredRequests {
protected:
    void SetUp() override {
        StoredRequests::SetUp();
        if (IsSkipped()) return;
        log_ = start();
        TestRequest{.request_id = "a", .total = 1ms}.tell(*log_);
        clock_.advance(1s);
        TestRequest{.endpoint_id = "other", .series = 9, .request_id = "b", .status = 404}.tell(
            *log_);
        clock_.advance(1s);
        TestRequest{.version = "2",
                    .request_id = "c",
                    .status = 503,
                    .total = 900ms,
                    .query = R"({"inputs":[[7,"y"]]})"}
            .tell(*log_);
        clock_.advance(1s);
        TestRequest{.request_id = "d", .status = 504, .total = 2s}.tell(*log_);
    }
    void TearDown() override { log_.reset(); }

    std::vector<std::string> with(const std::function<void(RequestsQuery&)>& change) {
        api::Query<RequestsQuery> query{};
        change(query);
        return found(*log_, query);
    }

    std::unique_ptr<RequestLog> log_;
};

INSTANTIATE_TEST_SUITE_P(on, RequestQuestions, sql::engines(), sql::engine_name);

TEST_P(RequestQuestions, are_answered_newest_first_and_by_every_filter) {
    // The times are those of arrival: d arrived before c was answered.
    EXPECT_THAT(with([](auto&) {}), ElementsAre("c", "d", "b", "a"));
    EXPECT_THAT(with([](auto& q) { q.endpoint_id = "iris"; }), ElementsAre("c", "d", "a"));
    EXPECT_THAT(with([](auto& q) { q.status = "5xx"; }), ElementsAre("c", "d"));
    EXPECT_THAT(with([](auto& q) { q.status = "404"; }), ElementsAre("b"));
    EXPECT_THAT(with([](auto& q) { q.status = "2xx"; }), ElementsAre("a"));
    EXPECT_THAT(with([](auto& q) { q.model_version = "2"; }), ElementsAre("c"));
    EXPECT_THAT(with([](auto& q) { q.min_latency_ms = 900; }), ElementsAre("c", "d"));
    EXPECT_THAT(with([](auto& q) { q.max_latency_ms = 1; }), ElementsAre("a"));
    EXPECT_THAT(with([](auto& q) { q.since = api::Moment{"now-2s"}; }), ElementsAre("c", "d"));
    EXPECT_THAT(with([](auto& q) { q.until = api::Moment{"now-2s"}; }), ElementsAre("b", "a"));
    EXPECT_THAT(with([](auto& q) {
                    q.endpoint_id = "iris";
                    q.status = "5xx";
                    q.max_latency_ms = 1'000;
                }),
                ElementsAre("c"));
}

TEST_P(RequestQuestions, are_answered_in_pages_that_neither_repeat_nor_skip) {
    api::Query<RequestsQuery> query{};
    query.limit = 1;
    std::vector<std::string> ids;
    auto asked = questions(*log_);
    for (int i = 0; i < 10; ++i) {
        const auto page = asked.list_requests(query);
        for (const auto& item : page.items) ids.push_back(item.request_id);
        query.cursor = page.next_cursor;
        if (!query.cursor) break;
    }
    EXPECT_THAT(ids, ElementsAre("c", "d", "b", "a"));
}

TEST_P(RequestQuestions, by_a_value_find_rows_with_and_without_names) {
    const auto by = [&](const char* feature, const char* value) {
        return with([&](auto& q) {
            q.feature = feature;
            q.value = value;
        });
    };
    EXPECT_THAT(by("size", "7.0"), ElementsAre("c"));
    EXPECT_THAT(by("size", "1"), ElementsAre("d", "b", "a"));
    EXPECT_THAT(by("size", "8"), ElementsAre());
    EXPECT_THAT(by("name", "x"), ElementsAre());  // redacted: nobody finds it
    EXPECT_THROW(with([](auto& q) { q.feature = "size"; }), Failure);
    EXPECT_THROW(with([](auto& q) { q.value = "1"; }), Failure);
}

TEST_P(RequestQuestions, about_nobody_name_where_to_look) {
    EXPECT_THROW(with([](auto& q) { q.endpoint_id = "nobody"; }), Failure);
    EXPECT_THROW(with([](auto& q) { q.cursor = "x"; }), Failure);
    auto asked = questions(*log_);
    EXPECT_THROW(asked.show_request({{"nobody"}}), Failure);
}

TEST_P(RequestQuestions, show_a_request_by_either_id_with_what_people_said) {
    auto asked = questions(*log_, [](const LoggedRequest& request) {
        return std::vector<api::json::value>{{{"request_id", request.request_id}}};
    });
    const auto shown = asked.show_request({{"c"}});
    EXPECT_EQ(shown.request.status, 503);
    EXPECT_EQ(asked.show_request({{shown.request.id}}).request.request_id, "c");
    ASSERT_TRUE(shown.payload.has_value());
    EXPECT_EQ(api::json::serialize(shown.payload->query),
              R"({"inputs":[[7,"[REDACTED:column]"]]})");
    ASSERT_EQ(shown.feedback.size(), 1u);
    EXPECT_EQ(questions(*log_).show_request({{"a"}}).feedback.size(), 0u);
}

TEST_P(RequestQuestions, for_the_rare_go_on_piece_by_piece) {
    log_->flush();
    request_log_store::Filter filter;
    filter.status_from = 200;
    filter.status_to = 201;
    filter.scanned_max = 2;
    std::vector<std::string> ids;
    int pieces = 0;
    for (bool has_more = true; has_more; ++pieces) {
        const auto slice = database().read(
            [&](sql::Transaction& tx) { return request_log_store::list(tx, filter); });
        for (const auto& request : slice.requests) ids.push_back(request.request_id);
        filter.after = slice.next;
        has_more = slice.next.has_value();
    }
    EXPECT_THAT(ids, ElementsAre("a"));
    EXPECT_EQ(pieces, 3);
}

}  // namespace
}  // namespace ontos
