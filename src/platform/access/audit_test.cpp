// The audit log: written with the change, read page by page.
#include "platform/access/audit.hpp"

#include <gmock/gmock.h>

#include "platform/access/test_request.hpp"
#include "platform/api/router.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos::access {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

std::string id_of(int number) {
    char text[37];
    std::snprintf(text, sizeof text, "01920000-0000-7000-8000-%012d", number);
    return text;
}

class AuditLog : public sql::DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        audit_ = std::make_unique<Audit>(database(), clock_);
        mount(router_, *audit_);
    }

    void write(int number, const std::string& actor, std::string_view kind,
               const std::string& subject) {
        database().write([&](sql::Transaction& tx) {
            write_audit(tx, clock_.now(), id_of(number), {actor, "req-" + actor},
                        {"change_it", kind, subject, nullptr, {{"number", number}}});
        });
    }

    api::json::value get(const std::string& query, int status = 200) {
        const TestRequest request{.target = "/api/v1/audit" + query};
        const auto head = request.head();
        const auto caller = api::local_caller();
        const auto reply = router_.answer(std::get<api::Admission>(router_.admit(head)),
                                          api::Request{head, caller, {}, {}});
        EXPECT_EQ(reply.status, status) << query << " " << reply.body;
        return api::json::parse(reply.body);
    }

    std::vector<int> numbers(const std::string& query) { return numbers_of(get(query)); }

    static std::vector<int> numbers_of(const api::json::value& page) {
        std::vector<int> out;
        for (const auto& item : page.at("items").as_array())
            out.push_back(static_cast<int>(item.at("after").at("number").as_int64()));
        return out;
    }

    ManualClock clock_{Timestamp{1'700'000'000s}};
    std::unique_ptr<Audit> audit_;
    api::Router router_;
};
INSTANTIATE_TEST_SUITE_P(on, AuditLog, sql::engines(), sql::engine_name);

TEST_P(AuditLog, says_who_what_when_before_and_after) {
    database().write([&](sql::Transaction& tx) {
        write_audit(tx, clock_.now(), id_of(1), {"alice", "req-7"},
                    {"update_model", "model", "a.b.c", {{"tags", {"x"}}}, nullptr});
    });
    const auto expected = api::json::parse(R"({"items": [{
        "id": "01920000-0000-7000-8000-000000000001", "created_at": "2023-11-14T22:13:20.000000Z",
        "actor": "alice", "request_id": "req-7", "action": "update_model", "kind": "model",
        "subject": "a.b.c", "before": {"tags": ["x"]}, "after": null}], "next_cursor": null})");
    EXPECT_EQ(get(""), expected);
}

TEST_P(AuditLog, an_undone_change_leaves_no_entry) {
    EXPECT_THROW(database().write([&](sql::Transaction& tx) {
        write_audit(tx, clock_.now(), id_of(1), {"alice", ""}, {"x", "model", "m", {}, {}});
        throw std::runtime_error{"undone"};
    }),
                 std::runtime_error);
    EXPECT_THAT(numbers(""), testing::IsEmpty());
}

TEST_P(AuditLog, is_filtered_by_each_of_its_members) {
    write(1, "alice", "model", "m1");
    clock_.advance(1h);
    write(2, "bob", "model", "m2");
    clock_.advance(1h);
    write(3, "alice", "endpoint", "m1");
    EXPECT_THAT(numbers(""), ElementsAre(3, 2, 1));
    EXPECT_THAT(numbers("?actor=alice"), ElementsAre(3, 1));
    EXPECT_THAT(numbers("?kind=model"), ElementsAre(2, 1));
    EXPECT_THAT(numbers("?subject=m1&kind=model"), ElementsAre(1));
    EXPECT_THAT(numbers("?action=change_it&actor=bob"), ElementsAre(2));
    EXPECT_THAT(numbers("?action=other"), testing::IsEmpty());
    EXPECT_THAT(numbers("?since=now-1h"), ElementsAre(3, 2));
    EXPECT_THAT(numbers("?until=now-1h"), ElementsAre(1));
    EXPECT_THAT(numbers("?since=2023-11-14T22:13:20Z&until=1700003600001"), ElementsAre(2, 1));
    EXPECT_THAT(numbers("?actor=alice%27%20or%201%3D1%20--"), testing::IsEmpty());
}

TEST_P(AuditLog, pages_hold_every_entry_once_also_those_of_one_moment) {
    for (int number = 1; number <= 7; ++number) {
        write(number, "alice", "model", "m");
        if (number == 2 || number == 6) clock_.advance(1s);
    }
    std::vector<int> seen;
    std::string cursor;
    for (int pages = 0; pages < 10; ++pages) {
        const auto page = get("?limit=3&actor=alice" + cursor);
        const auto found = numbers_of(page);
        EXPECT_LE(found.size(), 3u);
        seen.insert(seen.end(), found.begin(), found.end());
        if (page.at("next_cursor").is_null()) break;
        cursor = "&cursor=" + std::string{page.at("next_cursor").as_string()};
        write(100 + pages, "alice", "model", "m");
    }
    EXPECT_THAT(seen, ElementsAre(7, 6, 5, 4, 3, 2, 1));
}

TEST_P(AuditLog, old_entries_are_forgotten_however_many_there_are) {
    database().write([&](sql::Transaction& tx) {
        for (int number = 1; number <= 2'001; ++number)
            write_audit(tx, clock_.now(), id_of(number), {"alice", ""},
                        {"change_it", "model", "m", nullptr, {{"number", number}}});
    });
    clock_.advance(24h);
    write(5'000, "bob", "model", "m");
    clock_.advance(24h * 9);
    forget_old_audit(database(), clock_.now() - 24h * 10);
    EXPECT_EQ(numbers("?limit=100").size(), 100u);
    clock_.advance(1us);
    forget_old_audit(database(), clock_.now() - 24h * 10);
    EXPECT_THAT(numbers(""), ElementsAre(5'000));
}

TEST_P(AuditLog, wrong_parameters_are_named) {
    for (const auto* query : {"?limit=0", "?limit=101", "?limit=x", "?cursor=abc", "?cursor=1.2",
                              "?cursor=.01920000-0000-7000-8000-000000000001",
                              "?cursor=99999999999999999999.x", "?since=yesterday"})
        EXPECT_GE(get(query, 400).at("errors").as_array().size(), 1u) << query;
}

}  // namespace
}  // namespace ontos::access
