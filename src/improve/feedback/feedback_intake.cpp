// From what clients send to items that can be written.
#include "improve/feedback/feedback_intake.hpp"

#include <algorithm>
#include <iterator>

#include "improve/feedback/feedback_tokens.hpp"
#include "improve/feedback/new_feedback.hpp"
#include "improve/feedback/redactions_in.hpp"
#include "improve/feedback/said_again.hpp"
#include "improve/feedback/score_configs_store.hpp"
#include "monitor/request_log/request_log_store.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

Failure no_endpoint(const std::string& reference) {
    return Failure{FailureKind::not_found, "Endpoint not found"}
        .code("endpoint_not_found")
        .hint("There is no endpoint \"" + shortened(reference) +
              "\": GET /api/v1/registries/endpoints lists them.");
}

bool has_lost_columns(const FeedbackItem& item) {
    return std::ranges::any_of(item.redactions, [](const FeedbackRedaction& taken) {
        return taken.field == "input_text" && taken.type == "column";
    });
}

}  // namespace

EndpointInfo require_endpoint(const EndpointDirectory& endpoints, const std::string& reference) {
    auto found = endpoints.find(reference);
    if (!found) throw no_endpoint(reference);
    return *std::move(found);
}

EndpointInfo require_judged_endpoint(const EndpointDirectory& endpoints,
                                     const std::string& reference) {
    if (auto live = endpoints.find_live(reference)) return *std::move(live);
    auto deleted = require_endpoint(endpoints, reference);
    if (deleted.id.text != reference) throw no_endpoint(reference);
    return deleted;
}

NewFeedbackSchema::NewFeedbackSchema() {
    auto schema = api::closed(api::Codec<NewFeedback>::schema(components_), components_);
    schema_ = schemas_.compile(schema, components_);
}

std::vector<Violation> NewFeedbackSchema::violations_of(const api::json::value& sent,
                                                        const std::string& root) const {
    api::Violations broken;
    api::check_value(*schema_, sent, "body", broken);
    auto list = std::move(broken).take();
    for (auto& violation : list) violation.where.replace(0, std::string_view{"/body"}.size(), root);
    return list;
}

FeedbackIntake::FeedbackIntake(const FeedbackParts& parts, const api::Caller& caller,
                               std::size_t count)
    : parts_{parts}, caller_{caller}, now_{parts.clock.now()} {
    if (caller.kind != api::CallerKind::feedback_token) return;
    check(parts.tokens != nullptr, "who made the token is there");
    only_endpoint_id_ = parts.tokens->admit(caller, count);
}

const EndpointInfo& FeedbackIntake::endpoint(const std::string& reference) {
    const auto known = endpoints_.find(reference);
    if (known != endpoints_.end()) return known->second;
    return endpoints_.emplace(reference, require_judged_endpoint(parts_.endpoints, reference))
        .first->second;
}

const std::optional<ScoreConfig>& FeedbackIntake::config(const std::string& name) {
    const auto [known, is_new] = configs_.try_emplace(name);
    if (is_new)
        known->second = parts_.database.read(
            [&](sql::Transaction& tx) { return score_configs_store::find(tx, name); });
    return known->second;
}

std::optional<LoggedRequest> FeedbackIntake::request_of(const FeedbackItem& item) {
    const auto look = [&] {
        return parts_.database.read([&](sql::Transaction& tx) {
            return request_log_store::find_of_endpoint(tx, item.endpoint_id, *item.request_id);
        });
    };
    if (auto found = look(); found || is_flushed_) return found;
    // What was answered just now may not be written yet.
    parts_.request_log.flush();
    is_flushed_ = true;
    return look();
}

/// Which column is which is known of the version that answered.
void FeedbackIntake::keep_other_columns(const NewFeedback& sent, FeedbackItem& item) {
    if (!parts_.find_columns || !item.request_id || !has_lost_columns(item)) return;
    const auto request = request_of(item);
    if (!request || request->model_name.empty()) return;
    const auto [known, is_new] =
        columns_.try_emplace({request->model_name, request->model_version});
    if (is_new) known->second = parts_.find_columns(request->model_name, request->model_version);
    item.input_text = redacted_rows(parts_.redactor, sent.input_text, known->second);
    item.redactions = redactions_in(item);
}

FeedbackItem FeedbackIntake::item(const NewFeedback& given, const std::string& root) {
    // A thumb needs no configuration: only values have rules.
    const bool is_score = given.value || given.label || given.data_type;
    const auto rules = is_score ? config(given.name) : std::nullopt;
    auto sent = with_value(given, rules);
    auto broken = violations_of(sent, root);
    if (rules)
        for (auto& violation : violations_of(sent, *rules, root))
            if (std::ranges::count(broken, violation.where, &Violation::where) == 0)
                broken.push_back(std::move(violation));
    if (!only_endpoint_id_.empty())
        std::ranges::move(token_violations_of(sent, root), std::back_inserter(broken));
    if (!broken.empty()) throw broken_rules(std::move(broken)).code("invalid_feedback");
    const auto& judged = endpoint(sent.endpoint_id);
    // What else there is, a token does not learn.
    if (!only_endpoint_id_.empty() && judged.id.text != only_endpoint_id_)
        throw no_endpoint(sent.endpoint_id);
    // Read first: a policy that is set meanwhile is stricter than what is said here, not laxer.
    const auto policy_version = parts_.pii_policy_version();
    if (rules) sent.data_type = rules->data_type;
    auto item = item_of(sent, parts_.redactor);
    item.pii_policy_version = policy_version;
    if (rules) {
        if (!sent.rating) item.rating = rating_of(sent, *rules);
        item.flagged = item.rating == Rating::negative;
        item.kind = kind_of(item);
    }
    item.id = new_id(parts_.clock, parts_.random);
    item.endpoint_id = judged.id.text;
    item.endpoint_name = judged.name;
    item.created_by = caller_.name;
    item.created_at = item.updated_at = now_;
    keep_other_columns(sent, item);
    return item;
}

}  // namespace ontos
