// Silences through their routes, on both databases.
#include "monitor/alerts/silence.hpp"

#include "monitor/alerts/test_alerts.hpp"

namespace ontos {
namespace {

using testing::HasSubstr;

class Silences : public AlertsTest {
protected:
    /// Of the endpoint iris; `rest` are the other members. Answers its id.
    std::string make(const std::string& rest) {
        const auto made = send("POST", "/silences",
                               R"({"matchers": [{"label": "endpoint", "value": "iris"}], )" + rest);
        EXPECT_EQ(made.status, 201) << made.body;
        return text(boost::json::parse(made.body).at("id"));
    }
};
INSTANTIATE_TEST_SUITE_P(on, Silences, sql::engines(), sql::engine_name);

TEST_P(Silences, a_silence_must_be_narrow_end_and_be_readable) {
    const auto refuse = [&](const std::string& body, const std::string& says) {
        const auto reply = send("POST", "/silences", body);
        EXPECT_EQ(reply.status, 400) << body;
        EXPECT_THAT(reply.body, HasSubstr(says));
    };
    refuse(R"({"matchers": [], "duration_minutes": 5})", "/body/matchers");
    refuse(R"({"matchers": [{"label": "team", "value": ".*", "is_regex": true}],
               "duration_minutes": 5})",
           "would silence every alert");
    refuse(R"({"matchers": [{"label": "team", "value": "(", "is_regex": true}],
               "duration_minutes": 5})",
           "no regular expression");
    refuse(R"({"matchers": [{"label": "team", "value": "x"}]})",
           R"("where":"/body/ends_at","what":"is required, or duration_minutes in its place")");
    refuse(R"({"matchers": [{"label": "team", "value": "x"}], "duration_minutes": 5,
               "ends_at": "2027-01-01T00:00:00Z"})",
           R"("/body/duration_minutes","what":"must be left out where ends_at is given")");
    refuse(R"({"matchers": [{"label": "team", "value": "(", "is_regex": true}]})",
           "The request breaks 2 rules");
    refuse(R"({"matchers": [{"label": "team", "value": "x"}], "ends_at": "2026-01-01T00:00:00Z"})",
           R"("/body/ends_at","what":"must lead to an end that is after starts_at and not past")");
    const auto until = std::chrono::floor<std::chrono::milliseconds>(
        clock_.now().time_since_epoch() + std::chrono::hours{1});
    const auto by_number = send("POST", "/silences",
                                R"({"matchers": [{"label": "team", "value": "x"}], "ends_at": )" +
                                    std::to_string(until.count()) + "}");
    EXPECT_EQ(by_number.status, 201) << by_number.body;
    const auto ending = boost::json::parse(by_number.body);
    EXPECT_EQ(ending.at("ends_at"), "2026-03-02T13:00:03.000000Z");
    EXPECT_EQ(send("DELETE", "/silences/" + text(ending.at("id"))).status, 204);
    const auto made = send("POST", "/silences", R"({"matchers": [{"label": "endpoint",
        "value": "iris"}], "duration_minutes": 5, "comment": "deploy"})");
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(get("/silences").at("items").as_array().size(), 1u);
    const auto id = text(boost::json::parse(made.body).at("id"));
    EXPECT_EQ(send("DELETE", "/silences/" + id).status, 204);
    EXPECT_EQ(send("DELETE", "/silences/" + id).status, 404);
    EXPECT_EQ(get("/silences").at("items").as_array().size(), 0u);
    EXPECT_EQ(rows("audit_log"), 4);
}

TEST_P(Silences, are_changed_until_they_end_and_listed_afterwards) {
    const auto ids = [&](const std::string& query) {
        std::vector<std::string> out;
        const auto page = get("/silences" + query);
        for (const auto& one : page.at("items").as_array()) out.push_back(text(one.at("id")));
        return out;
    };
    const auto id = make(R"("duration_minutes": 5, "comment": "deploy"})");
    clock_.advance(std::chrono::minutes{2});
    const auto change = [&](const std::string& body) {
        return send("PATCH", "/silences/" + id, body);
    };
    const auto longer = change(R"({"duration_minutes": 10})");
    ASSERT_EQ(longer.status, 200) << longer.body;
    const auto after = boost::json::parse(longer.body);
    EXPECT_EQ(after.at("starts_at"), "2026-03-02T12:00:03.000000Z");
    EXPECT_EQ(after.at("ends_at"), "2026-03-02T12:12:03.000000Z");
    EXPECT_EQ(after.at("comment"), "deploy");
    EXPECT_EQ(after.at("matchers").at(0).at("value"), "iris");
    EXPECT_THAT(change(R"({"starts_at": "2026-03-02T13:00:00Z"})").body,
                HasSubstr("/body/starts_at"));
    EXPECT_THAT(change(R"({"duration_minutes": 1, "ends_at": "2026-03-02T13:00:00Z"})").body,
                HasSubstr("must be left out where ends_at is given"));
    EXPECT_THAT(change(R"({"matchers": [{"label": "a", "value": ""}]})").body,
                HasSubstr("would silence every alert"));
    EXPECT_EQ(
        change(R"({"matchers": [{"label": "endpont", "value": "x"}], "comment": "y"})").status,
        200);
    EXPECT_EQ(get("/silences").at("items").at(0).at("comment"), "y");

    EXPECT_EQ(send("DELETE", "/silences/" + id).status, 204);
    EXPECT_EQ(ids(""), std::vector<std::string>{});
    EXPECT_EQ(ids("?ended=true"), std::vector{id});
    EXPECT_EQ(get("/silences?ended=true").at("items").at(0).at("ends_at"),
              "2026-03-02T12:02:03.000000Z");
    const auto late = change(R"({"comment": "z"})");
    EXPECT_EQ(late.status, 409);
    EXPECT_THAT(late.body, HasSubstr("The silence ended at 2026-03-02T12:02:03"));
    EXPECT_EQ(send("PATCH", "/silences/nobody", R"({"comment": "z"})").status, 404);
    // What was taken back before it began held nothing back.
    const auto later = make(R"("starts_at": "2026-03-03T12:00:00Z", "duration_minutes": 5})");
    EXPECT_EQ(send("DELETE", "/silences/" + later).status, 204);
    EXPECT_EQ(ids("?ended=true"), std::vector{id});
}

TEST_P(Silences, that_ran_stay_in_the_history_and_begin_when_they_began) {
    const auto running = make(R"("duration_minutes": 5, "comment": "deploy"})");
    clock_.advance(std::chrono::minutes{1});
    const auto change = [&](const std::string& id, const std::string& body) {
        return send("PATCH", "/silences/" + id, body);
    };
    const auto moved = change(
        running, R"({"starts_at": "2026-03-03T00:00:00Z", "ends_at": "2026-03-04T00:00:00Z"})");
    EXPECT_EQ(moved.status, 400);
    EXPECT_THAT(moved.body, HasSubstr(R"("/body/starts_at","what":"cannot be changed: the silence )"
                                      "began at 2026-03-02T12:00:03"));
    EXPECT_EQ(change(running, R"({"starts_at": "now-3h"})").status, 400);
    // As it was read.
    EXPECT_EQ(change(running, R"({"starts_at": "2026-03-02T12:00:03.000000Z"})").status, 200);
    EXPECT_EQ(send("DELETE", "/silences/" + running).status, 204);
    EXPECT_EQ(get("/silences?ended=true").at("items").at(0).at("id").as_string(), running);

    const auto later = make(R"("starts_at": "2026-03-03T12:00:00Z", "duration_minutes": 5})");
    const auto past = change(later, R"({"starts_at": "now-3h"})");
    EXPECT_EQ(past.status, 400);
    EXPECT_THAT(past.body, HasSubstr(R"("/body/starts_at","what":"must not be past")"));
    EXPECT_EQ(change(later, R"({"starts_at": "2026-03-03T11:00:00Z"})").status, 200);
    EXPECT_EQ(change(later, R"({"starts_at": "now"})").status, 200);
}

TEST_P(Silences, lose_their_comment_by_null_and_keep_it_if_it_is_left_out) {
    const auto made = send("POST", "/silences",
                           R"({"matchers": [{"label": "endpoint", "value": "iris"}],
                               "duration_minutes": 5, "comment": "deploy"})");
    const auto id = text(boost::json::parse(made.body).at("id"));
    const auto comment_after = [&](const std::string& body) {
        const auto reply = send("PATCH", "/silences/" + id, body);
        EXPECT_EQ(reply.status, 200) << reply.body;
        return text(get("/silences").at("items").at(0).at("comment"));
    };
    EXPECT_EQ(comment_after(R"({"duration_minutes": 6})"), "deploy");
    EXPECT_EQ(comment_after(R"({"comment": null})"), "");
}

TEST_P(Silences, warn_of_labels_that_no_alert_has) {
    create_error_alert(R"(, "labels": {"team": "risk"})");
    const auto warnings = [&](const std::string& label) {
        const auto made = send("POST", "/silences",
                               R"({"duration_minutes": 5, "matchers": [{"label": ")" + label +
                                   R"(", "value": "iris"}]})");
        EXPECT_EQ(made.status, 201) << made.body;
        return boost::json::serialize(boost::json::parse(made.body).at("warnings"));
    };
    EXPECT_EQ(warnings("endpoint"), "[]");
    EXPECT_EQ(warnings("team"), "[]");
    EXPECT_THAT(warnings("endpont"), HasSubstr(R"(No alert has a label \"endpont\". Did you mean )"
                                               "endpoint?"));
}

}  // namespace
}  // namespace ontos
