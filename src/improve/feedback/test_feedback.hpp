#pragma once
// Feedback on a fresh database, and who gives it.

#include <gmock/gmock.h>

#include "improve/feedback/feedback.hpp"
#include "improve/feedback/feedback_counts_store.hpp"
#include "improve/feedback/feedback_store.hpp"
#include "improve/feedback/score_configs.hpp"
#include "monitor/request_log/test_request_log.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {

class GivenFeedback : public sql::DatabaseTest {
protected:
    static constexpr const char* endpoint_id = "0198c0de-0000-7000-8000-000000000001";

    void SetUp() override {
        sql::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        log_ = std::make_unique<RequestLog>(database(), redactor_, clock_, random_,
                                            RequestLogConfig{});
        feedback_ = std::make_unique<Feedback>(FeedbackParts{.database = database(),
                                                             .clock = clock_,
                                                             .random = random_,
                                                             .redactor = redactor_,
                                                             .request_log = *log_,
                                                             .endpoints = directory(),
                                                             .find_deployment = &deployment_of,
                                                             .find_columns = &columns_of,
                                                             .policy_version = [] { return 3; }});
    }

    /// A judgement of the endpoint "iris".
    static NewFeedback judgement(Rating rating = Rating::positive,
                                 std::optional<std::string> request_id = {},
                                 std::optional<std::string> source_id = {}) {
        NewFeedback out;
        out.endpoint_id = "iris";
        out.input_text = "What is it?";
        out.output_text = "A flower.";
        out.rating = rating;
        out.request_id = std::move(request_id);
        out.source_id = std::move(source_id);
        return out;
    }
    api::Upserted<FeedbackItem> give(const NewFeedback& sent, const api::Caller& by = anybody()) {
        return feedback_->create_feedback({sent, {}}, {{}, &by}, {});
    }
    std::string give_id(const NewFeedback& sent) { return give(sent).value.id; }
    /// The Failure of feedback that must be refused.
    Failure refusal(const NewFeedback& sent) {
        try {
            give(sent);
        } catch (const Failure& failure) {
            return failure;
        }
        throw std::logic_error{"the feedback was taken"};
    }

    FeedbackPage list(const FeedbackQuery& query = {}) { return feedback_->list_feedback({query}); }
    FeedbackStats stats(std::optional<std::string> endpoint = "iris", std::int32_t days = 30) {
        return feedback_->show_feedback_stats({{std::move(endpoint), days}});
    }
    FeedbackItem show(const std::string& id) { return feedback_->show_feedback({{id}}); }
    void remove(const std::string& id) { feedback_->delete_feedback({{id}}, {}, actor()); }
    FeedbackItem flag(const std::string& id) {
        return feedback_->flag_feedback({{id}}, {}, actor());
    }
    FeedbackItem unflag(const std::string& id) {
        return feedback_->unflag_feedback({{id}}, {}, actor());
    }

    std::int64_t rows_of(const std::string& table) {
        return *database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>("select count(*) from " + table);
        });
    }

    static const api::Caller& anybody() {
        static const api::Caller caller = api::local_caller();
        return caller;
    }
    static api::Caller person(const std::string& name) {
        return {.name = name, .kind = api::CallerKind::proxy, .levels = {}, .can_query = false};
    }
    static access::ActorInput actor() { return {{}, {"anna", "req-1"}}; }

    static EndpointDirectory directory() {
        const auto find = [](std::string_view name) -> std::optional<EndpointInfo> {
            if (name == "iris" || name == endpoint_id)
                return EndpointInfo{{endpoint_id}, "iris", "1"};
            if (name == "rose")
                return EndpointInfo{{"0198c0de-0000-7000-8000-000000000002"}, "rose", ""};
            return std::nullopt;
        };
        const auto find_deleted = [find](std::string_view name) {
            if (name == "gone" || name == "0198c0de-0000-7000-8000-000000000003")
                return std::optional{
                    EndpointInfo{{"0198c0de-0000-7000-8000-000000000003"}, "gone", ""}};
            return find(name);
        };
        return {.find = find_deleted,
                .list = [] { return std::vector<EndpointInfo>{}; },
                .find_live = find};
    }

    static std::vector<std::string> columns_of(const std::string& model_name, const std::string&) {
        if (model_name != "main.default.iris") return {};
        return {"size", "name"};
    }

    static std::optional<std::string> deployment_of(sql::Transaction&, const std::string& endpoint,
                                                    std::int64_t revision) {
        return "deployment of " + endpoint + " " + std::to_string(revision);
    }

    ManualClock clock_{*parse_rfc3339("2026-03-01T12:00:00Z")};
    SeededRandom random_{1};
    Redactor redactor_{{.patterns = default_redact_patterns(), .columns = {"name"}}};
    std::unique_ptr<RequestLog> log_;
    std::unique_ptr<Feedback> feedback_;
    static NewFeedback score(const std::string& name, api::json::value value) {
        auto sent = judgement();
        sent.name = name;
        sent.rating.reset();
        sent.value = std::move(value);
        return sent;
    }
    api::Upserted<ScoreConfig> configure(NewScoreConfig config) {
        ScoreConfigs configs{database(), clock_, random_};
        return configs.put_score_config({std::move(config), {}}, actor(), {});
    }
};

}  // namespace ontos
