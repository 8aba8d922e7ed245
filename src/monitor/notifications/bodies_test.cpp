// What each kind of receiver is sent, to the byte, and within what it takes.
#include "monitor/notifications/bodies.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "monitor/notifications/notice_text.hpp"
#include "monitor/notifications/test_notifications.hpp"

namespace ontos {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

/// The file of testdata, without the newline at its end.
std::string golden(const std::string& name) {
    std::ifstream file{std::string{ONTOS_SOURCE_DIR} + "/src/monitor/notifications/testdata/" +
                       name};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

/// Every text and list as long as a hostile rule can make it.
Notice huge_notice() {
    auto notice = sample_notice();
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "\xe2\x82\xac\"<&";
    for (auto* member : {&notice.name, &notice.message, &notice.endpoint_name, &notice.metric,
                         &notice.alert_type, &notice.by, &notice.group_key,
                         &notice.last_deployed_by, &notice.model_version, &notice.unit})
        *member = text;
    const auto part = text.substr(0, 6'000);
    for (int i = 0; i < 1'000; ++i) {
        notice.labels["label" + std::to_string(i)] = part;
        notice.links.push_back({part, "https://example.com/" + std::string(2'000, 'x')});
    }
    return notice;
}

const Channel pagerduty{ChannelType::pagerduty, {}, {}, "R0UT1NGKEY", {}};
Channel post_channel(ChannelType type, const std::string& url = "https://example.com/") {
    return {type, url, {}, {}, {}};
}

TEST(Bodies, of_a_webhook) { EXPECT_EQ(webhook_body(sample_notice()), golden("webhook.json")); }

TEST(Bodies, of_alertmanagers_webhook_version_4) {
    EXPECT_EQ(alertmanager_webhook_body(sample_notice()), golden("alertmanager_webhook.json"));
    const auto over =
        json::parse(alertmanager_webhook_body(sample_notice(NoticeEvent::resolved))).as_object();
    EXPECT_EQ(over.at("status"), "resolved");
    EXPECT_EQ(over.at("alerts").at(0).at("endsAt"), "2023-11-14T22:24:20.000000Z");
}

TEST(Bodies, of_alertmanagers_own_api) {
    EXPECT_EQ(alertmanager_alerts_body(sample_notice()), golden("alertmanager_alerts.json"));
    const auto firing = json::parse(alertmanager_alerts_body(sample_notice()));
    const auto over =
        json::parse(alertmanager_alerts_body(sample_notice(NoticeEvent::resolved, 2)));
    EXPECT_EQ(firing.at(0).at("labels"), over.at(0).at("labels")) << "else it is another alert";
}

TEST(Bodies, of_a_test_say_so_and_end_by_themselves) {
    const auto notice = sample_notice(NoticeEvent::test);
    const auto alert = json::parse(alertmanager_alerts_body(notice)).at(0);
    EXPECT_EQ(alert.at("labels").at("test"), "true");
    EXPECT_EQ(alert.at("endsAt"), "2023-11-14T22:25:20.000000Z");
    const auto incident = json::parse(post_of(pagerduty, notice).body);
    EXPECT_EQ(incident.at("payload").at("severity"), "info");
}

TEST(Bodies, name_the_runbook_once_and_no_path_as_an_address) {
    auto notice = sample_notice();
    notice.links = {{"alert", "/api/v1/monitoring/alerts/1"}, {"runbook", notice.runbook_url}};
    const auto incident = json::parse(post_of(pagerduty, notice).body);
    EXPECT_EQ(incident.at("links").as_array().size(), 1u);
    const auto alert = json::parse(alertmanager_alerts_body(notice)).at(0);
    EXPECT_EQ(alert.at("generatorURL"), "");
    const auto slack = json::parse(slack_body(notice));
    EXPECT_FALSE(slack.at("attachments").at(0).as_object().contains("title_link"));
}

TEST(Bodies, of_slack) { EXPECT_EQ(slack_body(sample_notice()), golden("slack.json")); }

TEST(Bodies, of_teams) { EXPECT_EQ(teams_body(sample_notice()), golden("teams.json")); }

TEST(Bodies, of_pagerduty) {
    EXPECT_EQ(pagerduty_body(sample_notice(), "R0UT1NGKEY"), golden("pagerduty.json"));
}

TEST(Bodies, open_and_close_one_incident_of_pagerduty) {
    const auto body = [](NoticeEvent event) {
        return json::parse(pagerduty_body(sample_notice(event, 9), "k")).as_object();
    };
    EXPECT_EQ(body(NoticeEvent::firing).at("event_action"), "trigger");
    EXPECT_EQ(body(NoticeEvent::acknowledged).at("event_action"), "acknowledge");
    EXPECT_EQ(body(NoticeEvent::resolved).at("event_action"), "resolve");
    EXPECT_EQ(body(NoticeEvent::firing).at("dedup_key"),
              body(NoticeEvent::resolved).at("dedup_key"));
    auto later = sample_notice();
    later.starts_at += std::chrono::seconds{1};
    EXPECT_NE(json::parse(pagerduty_body(later, "k")).at("dedup_key"),
              body(NoticeEvent::firing).at("dedup_key"));
}

TEST(Bodies, stay_within_what_receivers_take) {
    const auto notice = huge_notice();
    const std::vector<std::pair<Channel, std::size_t>> limits{
        {post_channel(ChannelType::webhook), 20'000},
        {post_channel(ChannelType::alertmanager), 20'000},
        {post_channel(ChannelType::slack), 28'000},
        {post_channel(ChannelType::teams), 28'000},
        {pagerduty, 512'000}};
    for (const auto& [channel, bytes_max] : limits) {
        const auto post = post_of(channel, notice);
        EXPECT_LE(post.body.size(), bytes_max) << api::to_text(channel.type);
        EXPECT_NO_THROW(json::parse(post.body)) << api::to_text(channel.type);
    }
    const auto event = json::parse(post_of(pagerduty, notice).body);
    EXPECT_LE(event.at("payload").at("summary").as_string().size(), 3u * 1'024);
    EXPECT_LE(event.at("dedup_key").as_string().size(), 255u);
}

TEST(Bodies, go_where_the_channel_says) {
    EXPECT_EQ(post_of(pagerduty, sample_notice()).url, pagerduty_url);
    const auto alertmanager = [](const std::string& path) {
        const auto url = "https://am.example.com" + path;
        const auto post = post_of(post_channel(ChannelType::alertmanager, url), sample_notice());
        EXPECT_EQ(post.url, url);
        return json::parse(post.body);
    };
    for (const auto* path : {"/api/v2/alerts", "/api/v2/alerts/", "/api/v2/alerts?token=X",
                             "/behind/api/v2/alerts/?token=X"})
        EXPECT_TRUE(alertmanager(path).is_array()) << path;
    for (const auto* path : {"/hook", "/hook?at=/api/v2/alerts", "/api/v2/alerts/mine", ""})
        EXPECT_EQ(alertmanager(path).at("version"), "4") << path;
}

TEST(Bodies, let_no_name_call_everybody_or_break_out) {
    auto notice = sample_notice();
    notice.name = "<!channel> & <script>alert(1)</script> [a](http://evil)";
    notice.runbook_url = "javascript:alert(1)";
    EXPECT_THAT(slack_body(notice), Not(HasSubstr("\"title\":\"[FIRING] critical: <!channel>")));
    const auto mail =
        mail_of({ChannelType::email, {}, "a@b.c", {}, {}}, notice, "msg_1", "o@e.com");
    EXPECT_THAT(mail.html, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(mail.html, Not(HasSubstr("javascript:")));
    EXPECT_THAT(teams_body(notice), HasSubstr("\\\\[a\\\\](http://evil)"));
}

TEST(Mails, of_one_alert_and_day_are_one_thread) {
    const Channel channel{ChannelType::email, {}, "ops@example.com", {}, {}};
    const auto first = mail_of(channel, sample_notice(), "msg_1", "ontos@example.com");
    auto next = sample_notice(NoticeEvent::resolved, 2);
    const auto second = mail_of(channel, next, "msg_2", "ontos@example.com");
    next.occurred_at += std::chrono::hours{24};
    const auto third = mail_of(channel, next, "msg_3", "ontos@example.com");
    EXPECT_EQ(first.thread_id, second.thread_id);
    EXPECT_NE(first.thread_id, third.thread_id);
    EXPECT_EQ(first.message_id, "msg_1@example.com");
    EXPECT_EQ(first.subject, "[FIRING] critical: p95 latency of fraud");
    EXPECT_EQ(first.text + '\n', golden("mail.txt") + '\n' + '\n');
    EXPECT_EQ(first.html, golden("mail.html") + '\n');
}

TEST(NoticeText, is_cut_between_characters) {
    EXPECT_EQ(cut("abc", 3), "abc");
    EXPECT_EQ(cut("abcd", 3), "ab\xe2\x80\xa6");
    EXPECT_EQ(cut("\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", 2), "\xe2\x82\xac\xe2\x80\xa6");
    EXPECT_EQ(cut("", 3), "");
}

}  // namespace
}  // namespace ontos
