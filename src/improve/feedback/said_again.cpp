// A judgement said again: what its author changes is taken, what others changed stays.
#include "improve/feedback/said_again.hpp"

#include "improve/feedback/redactions_in.hpp"
#include "platform/api/json_write.hpp"
#include "platform/base/hash.hpp"

namespace ontos {
namespace {

constexpr std::size_t hash_characters = 12;

/// A part that is said or not said as a whole.
struct SaidPart {
    std::string_view name;
    /// Null or empty: not said.
    api::json::value (*read)(const FeedbackItem&);
    void (*take)(const FeedbackItem& from, FeedbackItem& to);
};

template <auto member>
constexpr SaidPart said_part(std::string_view name) {
    return {name, [](const FeedbackItem& item) { return api::to_json(item.*member); },
            [](const FeedbackItem& from, FeedbackItem& to) { to.*member = from.*member; }};
}

/// A value with its rating, its type and its word.
constexpr SaidPart score{"score",
                         [](const FeedbackItem& item) -> api::json::value {
                             return api::json::array{
                                 api::to_json(item.rating), api::to_json(item.value),
                                 api::to_json(item.data_type), api::to_json(item.label)};
                         },
                         [](const FeedbackItem& from, FeedbackItem& to) {
                             to.rating = from.rating;
                             to.value = from.value;
                             to.data_type = from.data_type;
                             to.label = from.label;
                         }};

constexpr std::array said_parts{score,
                                said_part<&FeedbackItem::input_text>("input_text"),
                                said_part<&FeedbackItem::output_text>("output_text"),
                                said_part<&FeedbackItem::feedback_text>("feedback_text"),
                                said_part<&FeedbackItem::correction>("correction"),
                                said_part<&FeedbackItem::expected_output>("expected_output"),
                                said_part<&FeedbackItem::rationale>("rationale"),
                                said_part<&FeedbackItem::tags>("tags")};

/// Empty where nothing is said.
std::string hash_of(const SaidPart& part, const FeedbackItem& item) {
    const auto value = part.read(item);
    if (value.is_null() || (value.is_array() && value.as_array().empty())) return {};
    return sha256_hex(api::to_json_text(value)).substr(0, hash_characters);
}

std::string hash_in(const SaidParts& said, std::string_view name) {
    const auto found = said.find(std::string{name});
    return found == said.end() ? std::string{} : found->second;
}

}  // namespace

SaidParts said_in(const FeedbackItem& sent) {
    SaidParts out;
    for (const auto& part : said_parts)
        if (auto hash = hash_of(part, sent); !hash.empty()) out.emplace(part.name, std::move(hash));
    return out;
}

FeedbackItem said_again(const FeedbackItem& before, const FeedbackItem& sent,
                        const std::optional<SaidParts>& last) {
    auto out = before;
    const FeedbackItem nothing;
    for (const auto& part : said_parts) {
        const auto now = hash_of(part, sent);
        const auto was = last ? hash_in(*last, part.name) : std::string{};
        if (now == was) continue;
        if (!now.empty())
            part.take(sent, out);
        else if (was == hash_of(part, before))
            part.take(nothing, out);
    }
    take_value_of_correction(out);
    const auto name = [](const auto& named, auto& to) {
        if (named) to = named;
    };
    name(sent.subject_id, out.subject_id);
    name(sent.session_id, out.session_id);
    name(sent.trace_id, out.trace_id);
    name(sent.target, out.target);
    if (sent.joined) copy_join(sent, out);
    out.redactions = redactions_in(out);
    out.kind = kind_of(out);
    out.pii_policy_version = sent.pii_policy_version;
    return out;
}

void take_value_of_correction(FeedbackItem& item) {
    if (item.data_type != ScoreType::correction) return;
    item.value.reset();
    if (item.correction)
        item.value = api::json::value(*item.correction);
    else
        item.data_type.reset();
}

FeedbackKind kind_of(const FeedbackItem& item) {
    const bool is_judgement =
        item.rating || (item.value && item.data_type != ScoreType::correction);
    const bool says_what_is_right = item.correction || item.expected_output;
    return !is_judgement && says_what_is_right ? FeedbackKind::expectation : FeedbackKind::score;
}

void copy_join(const FeedbackItem& from, FeedbackItem& to) {
    to.model_name = from.model_name;
    to.model_version = from.model_version;
    to.served_entity = from.served_entity;
    to.endpoint_revision = from.endpoint_revision;
    to.deployment_id = from.deployment_id;
    to.joined = from.joined;
}

}  // namespace ontos
