// From what a client sends to the item that is kept.
#include "improve/feedback/new_feedback.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "improve/feedback/redactions_in.hpp"
#include "improve/feedback/said_again.hpp"
#include "platform/api/json_write.hpp"
#include "platform/base/code_points.hpp"
#include "platform/base/hash.hpp"
#include "platform/unicode/characters.hpp"

namespace ontos {
namespace {

constexpr auto value_characters_max = static_cast<std::size_t>(feedback_text_max);

std::optional<ScoreType> type_of_value(const api::json::value& value) {
    if (value.is_number()) return ScoreType::numeric;
    if (value.is_bool()) return ScoreType::boolean;
    if (value.is_string()) return ScoreType::text;
    return std::nullopt;
}

/// Whether a value of this JSON type is one of a score of this type.
bool fits(ScoreType found, ScoreType said) {
    const bool is_text = said == ScoreType::categorical || said == ScoreType::correction;
    return found == said || (found == ScoreType::text && is_text);
}

void check_value(const NewFeedback& sent, const std::string& root, std::vector<Violation>& broken) {
    const auto found = type_of_value(*sent.value);
    if (!found)
        broken.push_back({root + "/value", "must be a number, true, false or a text"});
    else if (sent.value->is_string() && sent.value->as_string().find('\0') != std::string::npos)
        broken.push_back({root + "/value", "must not have NUL"});
    else if (sent.value->is_string() && code_points(sent.value->as_string()) > value_characters_max)
        broken.push_back({root + "/value",
                          fmt::format("must have at most {} characters", value_characters_max)});
    else if (sent.value->is_string() && is_blank_text(sent.value->as_string()) &&
             !sent.correction && !sent.label)
        broken.push_back({root + "/value", "must not be blank"});
    else if (sent.data_type && !fits(*found, *sent.data_type))
        broken.push_back(
            {root + "/value", fmt::format("must be a value of the type {}, found {}",
                                          api::to_text(*sent.data_type), api::to_text(*found))});
}

/// It says what is right, and nothing of the answer.
void check_expectation(const NewFeedback& sent, const std::string& root,
                       std::vector<Violation>& broken) {
    const bool is_correction = sent.data_type == ScoreType::correction;
    const auto leave_out = [&](bool is_sent, const std::string& member) {
        if (is_sent)
            broken.push_back({root + member, "must be left out: an expectation judges no answer"});
    };
    leave_out(sent.rating.has_value(), "/rating");
    leave_out(sent.value && !is_correction, "/value");
    leave_out(sent.label.has_value(), "/label");
    if (!sent.correction && !sent.expected_output && !sent.value)
        broken.push_back(
            {root + "/correction", "or expected_output is required of an expectation"});
}

/// Nobody learns of blanks.
void check_texts(const NewFeedback& sent, const std::string& root, std::vector<Violation>& broken) {
    const auto check_text = [&](const std::optional<std::string>& text, const std::string& member) {
        if (text && is_blank_text(*text)) broken.push_back({root + member, "must not be blank"});
    };
    check_text(sent.label, "/label");
    check_text(sent.correction, "/correction");
    check_text(sent.expected_output, "/expected_output");
}

std::optional<Rating> derived_rating(const NewFeedback& sent) {
    if (sent.rating || !sent.value || !sent.value->is_bool()) return sent.rating;
    return sent.value->as_bool() ? Rating::positive : Rating::negative;
}

/// With which character JSON begins.
char first_mark(const std::string& text) {
    const auto start = text.find_first_not_of(" \t\r\n");
    return start == std::string::npos ? '\0' : text[start];
}

std::string redacted(const Redactor& redactor, const std::string& text, char first,
                     std::optional<std::span<const std::string>> positions) {
    if (first != '{' && first != '[') return redactor.redact_text(text);
    const auto rows =
        redactor.redact_json(text, true, std::numeric_limits<std::size_t>::max(), positions);
    if (!rows) return redactor.redact_text(text);
    // Where nothing was taken out, the text stays as it was written.
    return api::json::parse(rows->text) == api::json::parse(text) ? text : rows->text;
}

/// The rows of a query may be the only member, under a name of their own: they are what a bare list
/// is. In a list of texts each is one.
std::string without_rows(const Redactor& redactor, const std::string& query,
                         std::optional<std::span<const std::string>> columns) {
    boost::system::error_code error;
    auto value = api::json::parse(query, error);
    auto* body = error ? nullptr : value.if_object();
    if (body == nullptr || body->size() != 1) return query;
    auto& rows = body->begin()->value();
    if (!rows.is_array() || rows.as_array().empty() || rows.as_array().front().is_string())
        return query;
    const auto sent = api::to_json_text(rows);
    const auto kept = redacted(redactor, sent, '[', columns);
    if (kept == sent) return query;
    rows = api::json::parse(kept);
    return api::to_json_text(value);
}

bool has_size(const api::json::value& row, std::size_t size) {
    return row.is_array() && row.as_array().size() == size;
}

/// Whether each row without names has a value for each of so many columns.
bool fits_columns(const api::json::value& value, std::size_t size) {
    if (const auto* body = value.if_object())
        return std::ranges::all_of(*body, [&](const auto& member) {
            return !member.value().is_array() || fits_columns(member.value(), size);
        });
    // A row of the one column may be spread over many numbers.
    if (!value.is_array() || size == 1) return true;
    const auto& rows = value.as_array();
    if (std::ranges::none_of(rows, &api::json::value::is_structured)) return has_size(value, size);
    return std::ranges::all_of(
        rows, [&](const auto& row) { return row.is_object() || has_size(row, size); });
}

std::optional<std::string> without_empty(std::optional<std::string> text) {
    return text && text->empty() ? std::nullopt : std::move(text);
}

template <class T>
std::optional<T> sent_value(const api::Patch<T>& patch) {
    return patch.state == api::Patch<T>::State::value ? std::optional{patch.value} : std::nullopt;
}

/// Throws Failure{invalid}. An empty text takes away what was said.
void require_truth(const FeedbackPatch& patch) {
    std::vector<Violation> broken;
    const auto check_text = [&](const api::Patch<std::string>& text, const std::string& where) {
        if (!text.value.empty() && is_blank_text(text.value))
            broken.push_back({where, "must not be blank"});
    };
    check_text(patch.correction, "/body/correction");
    check_text(patch.expected_output, "/body/expected_output");
    if (!broken.empty()) throw broken_rules(std::move(broken)).code("invalid_feedback");
}

/// Throws Failure{invalid} for a change that leaves nothing said.
void require_judgement(const FeedbackItem& after, const FeedbackPatch& patch) {
    if (after.rating || after.value || after.correction || after.expected_output) return;
    std::vector<Violation> broken;
    const auto must_stay = [&](bool is_sent, const std::string& where) {
        if (is_sent)
            broken.push_back({where, "must stay: it is all that is said; DELETE takes it back"});
    };
    must_stay(patch.rating.is_sent(), "/body/rating");
    must_stay(patch.correction.is_sent(), "/body/correction");
    must_stay(patch.expected_output.is_sent(), "/body/expected_output");
    if (!broken.empty()) throw broken_rules(std::move(broken)).code("invalid_feedback");
}

void read_value(const NewFeedback& sent, const Redactor& redactor, FeedbackItem& item) {
    if (!sent.value) return;
    item.value = sent.value;
    item.data_type = sent.data_type ? sent.data_type : type_of_value(*sent.value);
    if (!sent.value->is_string()) return;
    auto text = redacted_answer(redactor, std::string{sent.value->as_string()});
    if (item.data_type == ScoreType::correction && !item.correction) item.correction = text;
    item.value = api::json::value(std::move(text));
}

}  // namespace

NewFeedback with_value(NewFeedback sent, const std::optional<ScoreConfig>& rules) {
    const auto type = sent.data_type ? sent.data_type
                      : rules        ? std::optional{rules->data_type}
                                     : std::nullopt;
    if (sent.value) return sent;
    if (const auto said = word_of(sent, type)) sent.value = api::json::value(*said);
    return sent;
}

std::vector<Violation> violations_of(const NewFeedback& sent, const std::string& root) {
    std::vector<Violation> broken;
    if (sent.kind == FeedbackKind::expectation)
        check_expectation(sent, root, broken);
    else if (!sent.rating && !sent.value) {
        std::string what =
            "is required unless value is sent, the label of a categorical score or the correction "
            "of a correction";
        if (sent.correction || sent.expected_output)
            what += "; \"kind\": \"expectation\" says what is right without judging an answer";
        broken.push_back({root + "/rating", std::move(what)});
    }
    check_texts(sent, root, broken);
    if (sent.value) check_value(sent, root, broken);
    if (sent.data_type)
        if (auto other = second_word(sent, *sent.data_type, root)) broken.push_back(*other);
    return broken;
}

std::vector<Violation> token_violations_of(const NewFeedback& sent, const std::string& root) {
    std::vector<Violation> broken;
    if (sent.source != FeedbackSource::end_user)
        broken.push_back({root + "/source", "must be end_user: a token speaks for a page's users"});
    if (sent.source_id)
        broken.push_back(
            {root + "/source_id", "must be left out with a token: session_id tells authors apart"});
    return broken;
}

std::vector<std::string> tidy_tags(std::vector<std::string> tags) {
    std::ranges::sort(tags);
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    return tags;
}

std::vector<std::string> redacted_tags(std::vector<std::string> tags, const Redactor& redactor) {
    for (auto& tag : tags) tag = redactor.redact_text(tag);
    return tidy_tags(std::move(tags));
}

std::string redacted(const Redactor& redactor, const std::string& text) {
    const auto first = first_mark(text);
    return redacted(redactor, first == '{' ? without_rows(redactor, text, std::nullopt) : text,
                    first, std::nullopt);
}

std::string redacted_rows(const Redactor& redactor, const std::string& text,
                          std::span<const std::string> columns) {
    boost::system::error_code error;
    const auto value = api::json::parse(text, error);
    if (error || columns.empty() || !fits_columns(value, columns.size()))
        return redacted(redactor, text);
    return redacted(redactor, value.is_object() ? without_rows(redactor, text, columns) : text,
                    first_mark(text), columns);
}

std::optional<std::string> redacted(const Redactor& redactor,
                                    const std::optional<std::string>& text) {
    return text ? std::optional{redacted(redactor, *text)} : std::nullopt;
}

std::string redacted_answer(const Redactor& redactor, const std::string& text) {
    const auto first = first_mark(text);
    return redacted(redactor, text, first,
                    first == '[' ? std::optional{std::span<const std::string>{}} : std::nullopt);
}

std::optional<std::string> redacted_answer(const Redactor& redactor,
                                           const std::optional<std::string>& text) {
    return text ? std::optional{redacted_answer(redactor, *text)} : std::nullopt;
}

FeedbackItem item_of(const NewFeedback& sent, const Redactor& redactor) {
    FeedbackItem item;
    item.input_text = redacted(redactor, sent.input_text);
    item.output_text = redacted_answer(redactor, sent.output_text);
    item.rating = derived_rating(sent);
    item.feedback_text = redacted(redactor, without_empty(sent.feedback_text));
    item.session_id = without_empty(sent.session_id);
    item.request_id = sent.request_id;
    item.flagged = item.rating == Rating::negative;
    item.correction = redacted_answer(redactor, sent.correction);
    item.expected_output = redacted_answer(redactor, sent.expected_output);
    item.rationale = redacted(redactor, without_empty(sent.rationale));
    item.tags = redacted_tags(sent.tags, redactor);
    item.source = sent.source;
    item.source_id = sent.source_id;
    item.subject_id = sent.subject_id;
    item.identifier = sent.identifier;
    item.trace_id = sent.trace_id;
    item.target = sent.target;
    item.name = sent.name;
    item.label = redacted_answer(redactor, sent.label);
    read_value(sent, redactor, item);
    item.redactions = redactions_in(item);
    item.kind = kind_of(item);
    return item;
}

FeedbackItem as_sent(FeedbackItem sent, const std::string& id) {
    sent.id = id;
    copy_join({}, sent);
    return sent;
}

std::optional<std::string> upsert_key(const FeedbackItem& item, const api::Caller& caller) {
    const bool is_person =
        caller.kind == api::CallerKind::api_key || caller.kind == api::CallerKind::proxy;
    const auto of_token =
        caller.kind == api::CallerKind::feedback_token ? caller.name + " " : std::string{};
    const auto author = item.source_id    ? "source " + *item.source_id
                        : is_person       ? "caller " + caller.name
                        : item.session_id ? of_token + "session " + *item.session_id
                                          : std::string{};
    if (!item.request_id || author.empty()) return std::nullopt;
    return sha256_hex(api::json::serialize(api::json::array{item.endpoint_id, *item.request_id,
                                                            item.name, api::to_text(item.source),
                                                            author, item.identifier.value_or("")}));
}

FeedbackPatch redacted(const Redactor& redactor, FeedbackPatch patch) {
    patch.tags.value = FeedbackTags{redacted_tags(std::move(patch.tags.value), redactor)};
    for (auto* text : {&patch.feedback_text, &patch.rationale})
        text->value = redacted(redactor, text->value);
    for (auto* answer : {&patch.correction, &patch.expected_output})
        answer->value = redacted_answer(redactor, answer->value);
    return patch;
}

FeedbackItem patched(const FeedbackItem& before, const FeedbackPatch& patch) {
    require_truth(patch);
    auto out = before;
    if (patch.rating.is_sent()) out.rating = sent_value(patch.rating);
    const auto change = [](std::optional<std::string>& text, const api::Patch<std::string>& to) {
        if (to.is_sent()) text = without_empty(to.value);
    };
    change(out.feedback_text, patch.feedback_text);
    change(out.correction, patch.correction);
    change(out.expected_output, patch.expected_output);
    change(out.rationale, patch.rationale);
    take_value_of_correction(out);
    if (patch.tags.is_sent()) out.tags = patch.tags.value;
    require_judgement(out, patch);
    out.redactions = redactions_in(out);
    out.kind = kind_of(out);
    return out;
}

FeedbackItem with_flag(const FeedbackItem& before, FeedbackItem after) {
    const bool was_flagged_by_hand = before.flagged && before.rating != Rating::negative;
    const bool stays = before.flagged && before.rating == after.rating;
    after.flagged = was_flagged_by_hand || stays ||
                    (after.rating == Rating::negative && before.rating != Rating::negative);
    return after;
}

bool is_same_judgement(const FeedbackItem& a, const FeedbackItem& b) {
    const auto said = [](const FeedbackItem& item) {
        return std::tie(item.input_text, item.output_text, item.rating, item.feedback_text,
                        item.session_id, item.correction, item.expected_output, item.rationale,
                        item.tags, item.subject_id, item.trace_id, item.value, item.label);
    };
    const auto target = [](const FeedbackItem& item) {
        return item.target ? std::optional{std::pair{item.target->kind, item.target->id}}
                           : std::nullopt;
    };
    return said(a) == said(b) && target(a) == target(b);
}

FeedbackItem tombstone_of(const FeedbackItem& item, Timestamp now) {
    FeedbackItem out;
    out.id = item.id;
    out.endpoint_id = item.endpoint_id;
    out.endpoint_name = item.endpoint_name;
    out.rating = item.rating;
    out.request_id = item.request_id;
    out.created_by = item.created_by;
    out.created_at = item.created_at;
    out.updated_at = now;
    out.revision = item.revision;
    copy_join(item, out);
    out.source = item.source;
    out.name = item.name;
    out.state = FeedbackState::deleted;
    return out;
}

}  // namespace ontos
