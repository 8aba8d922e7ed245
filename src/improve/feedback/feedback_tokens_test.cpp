// A page's token judges one endpoint from its own pages, so often a minute, until it ends.
#include "improve/feedback/feedback_tokens.hpp"

#include "improve/feedback/test_feedback.hpp"
#include "platform/access/test_request.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

class PageTokens : public GivenFeedback {
protected:
    void SetUp() override {
        GivenFeedback::SetUp();
        if (IsSkipped()) return;
        tokens_ = std::make_unique<FeedbackTokens>(database(), clock_, random_, directory());
    }

    MadeFeedbackToken make(const std::string& name = "shop", std::int32_t rate = 60) {
        NewFeedbackToken wanted;
        wanted.name = name;
        wanted.endpoint_id = "iris";
        wanted.allowed_origins = {"https://shop.example"};
        wanted.rate_per_minute = rate;
        wanted.expires_at = api::Moment{"2026-03-02T12:00:00Z"};
        return tokens_->create_feedback_token({wanted, {}}, actor()).value;
    }
    api::Caller caller_with(const std::string& token,
                            const std::string& origin = "https://shop.example") {
        access::TestRequest request;
        if (!origin.empty()) request.headers = {{"Origin", origin}};
        return tokens_->callers().identify(token, request.head());
    }
    static FailureKind kind_of(const std::function<void()>& refused) {
        try {
            refused();
        } catch (const Failure& failure) {
            return failure.kind();
        }
        throw std::logic_error{"it was let through"};
    }

    std::unique_ptr<FeedbackTokens> tokens_;
};
INSTANTIATE_TEST_SUITE_P(on, PageTokens, sql::engines(), sql::engine_name);

TEST_P(PageTokens, one_may_send_feedback_and_nothing_else) {
    const auto caller = caller_with(make().secret);
    EXPECT_EQ(caller.name, "token:shop");
    EXPECT_TRUE(caller.may(api::Right::send_feedback));
    for (const auto right : {api::Right::query, api::Right::improve_read, api::Right::improve_write,
                             api::Right::deploy_read, api::Right::monitor_read})
        EXPECT_FALSE(caller.may(right));
}

TEST_P(PageTokens, the_database_has_no_token) {
    const auto secret = make().secret;
    const auto stored = database().read(
        [](sql::Transaction& tx) { return tx.table("select * from feedback_tokens"); });
    for (const auto& value : stored.rows.at(0)) EXPECT_NE(value, sql::Value{secret});
}

TEST_P(PageTokens, other_pages_wrong_tokens_and_expired_ones_are_refused) {
    const auto secret = make().secret;
    EXPECT_EQ(kind_of([&] { caller_with(secret, "https://evil.example"); }),
              FailureKind::forbidden);
    EXPECT_EQ(kind_of([&] { caller_with(secret, ""); }), FailureKind::forbidden);
    EXPECT_EQ(kind_of([&] { caller_with(secret + "0"); }), FailureKind::unauthorized);
    clock_.advance(24h);
    EXPECT_EQ(kind_of([&] { caller_with(secret); }), FailureKind::unauthorized);
}

TEST_P(PageTokens, only_the_two_routes_are_open_to_the_page) {
    make();
    const auto admits = tokens_->callers().admits_origin;
    EXPECT_TRUE(admits("https://shop.example", "/api/v1/feedback"));
    EXPECT_TRUE(admits("https://shop.example", "/api/v1/feedback/batch"));
    EXPECT_FALSE(admits("https://shop.example", "/api/v1/feedback/bulk"));
    EXPECT_FALSE(admits("https://shop.example", "/api/v1/deployment/deploy"));
    EXPECT_FALSE(admits("https://shop.example.evil.example", "/api/v1/feedback"));
}

TEST_P(PageTokens, so_many_items_a_minute) {
    const auto caller = caller_with(make("shop", 3).secret);
    EXPECT_EQ(tokens_->admit(caller, 2), endpoint_id);
    EXPECT_EQ(kind_of([&] { tokens_->admit(caller, 2); }), FailureKind::rate_limited);
    tokens_->admit(caller, 1);
    clock_.advance(60s);
    tokens_->admit(caller, 3);
}

TEST_P(PageTokens, another_server_learns_of_tokens_and_of_their_end) {
    FeedbackTokens other{database(), clock_, random_, directory()};
    const auto made = make();
    access::TestRequest request;
    request.headers = {{"Origin", "https://shop.example"}};
    EXPECT_THROW(other.callers().identify(made.secret, request.head()), Failure);
    other.refresh();
    EXPECT_EQ(other.callers().identify(made.secret, request.head()).name, "token:shop");
    tokens_->delete_feedback_token({{made.token.id}}, {}, actor());
    EXPECT_THROW(caller_with(made.secret), Failure);
    other.refresh();
    EXPECT_THROW(other.callers().identify(made.secret, request.head()), Failure);
}

TEST_P(PageTokens, one_never_changes_what_others_said) {
    Feedback page{FeedbackParts{.database = database(),
                                .clock = clock_,
                                .random = random_,
                                .redactor = redactor_,
                                .request_log = *log_,
                                .endpoints = directory(),
                                .tokens = tokens_.get()}};
    const auto shop = caller_with(make("shop").secret);
    const auto blog = caller_with(make("blog").secret);
    const auto put = [&](const NewFeedback& sent, const api::Caller& by) {
        return page.create_feedback({sent, {}}, {{}, &by}, {});
    };
    auto sent = judgement(Rating::negative, "r-1");
    sent.session_id = "s-1";
    give(sent);
    EXPECT_TRUE(put(sent, shop).created) << "a session that a server told of is not the page's";
    EXPECT_FALSE(put(sent, shop).created);
    EXPECT_TRUE(put(sent, blog).created);
    sent.source = FeedbackSource::human;
    EXPECT_EQ(kind_of([&] { put(sent, shop); }), FailureKind::invalid);
    sent.source = FeedbackSource::end_user;
    sent.source_id = "anna";
    give(sent);
    EXPECT_EQ(kind_of([&] { put(sent, shop); }), FailureKind::invalid);
    EXPECT_EQ(rows_of("feedback_items"), 4);
    EXPECT_EQ(rows_of("feedback_revisions"), 0);
}

TEST_P(PageTokens, a_name_is_given_once) {
    make();
    EXPECT_EQ(kind_of([&] { make(); }), FailureKind::conflict);
}

}  // namespace
}  // namespace ontos
