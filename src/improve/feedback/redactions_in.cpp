// What the redaction took out of an item, by the marks that it left.
#include "improve/feedback/redactions_in.hpp"

#include <map>

namespace ontos {
namespace {

constexpr std::size_t type_characters_max = 100, redactions_max = 200;

/// How often each type was taken out of a text: `[REDACTED:email]`.
std::map<std::string, std::int64_t> marks_in(std::string_view text) {
    constexpr std::string_view start = "[REDACTED:";
    std::map<std::string, std::int64_t> out;
    for (auto at = text.find(start); at != text.npos; at = text.find(start, at)) {
        at += start.size();
        const auto end = text.find(']', at);
        if (end == text.npos) break;
        if (end - at <= type_characters_max) ++out[std::string{text.substr(at, end - at)}];
    }
    return out;
}

}  // namespace

std::vector<FeedbackRedaction> redactions_in(const FeedbackItem& item) {
    std::vector<FeedbackRedaction> out;
    const auto add = [&](std::string_view field, const std::map<std::string, std::int64_t>& marks) {
        for (const auto& [type, count] : marks)
            if (out.size() < redactions_max) out.push_back({std::string{field}, type, count});
    };
    const auto look = [&](std::string_view field, const std::optional<std::string>& text) {
        if (text) add(field, marks_in(*text));
    };
    look("input_text", item.input_text);
    look("output_text", item.output_text);
    look("feedback_text", item.feedback_text);
    look("correction", item.correction);
    look("expected_output", item.expected_output);
    look("rationale", item.rationale);
    if (item.value && item.value->is_string()) look("value", std::string{item.value->as_string()});
    look("label", item.label);
    std::map<std::string, std::int64_t> in_tags;
    for (const auto& tag : item.tags)
        for (const auto& [type, count] : marks_in(tag)) in_tags[type] += count;
    add("tags", in_tags);
    return out;
}

}  // namespace ontos
