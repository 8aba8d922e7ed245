// Takes out of texts what must not be written.
#include "platform/redaction/redactor.hpp"

#include <algorithm>
#include <array>

#include "platform/unicode/folded_text.hpp"

namespace ontos {

RedactionPlan::RedactionPlan(const RedactionRules& rules) {
    for (const auto& pattern : rules.patterns) patterns_.push_back(make_pattern(pattern));
    if (!rules.names.empty()) patterns_.push_back(make_names_pattern(rules.names));
    for (const auto& column : rules.columns) columns_.insert(folded(column));
}

bool RedactionPlan::is_column(std::string_view name) const {
    return has_columns() && columns_.contains(folded(name));
}

std::vector<RedactionPlan::Found> RedactionPlan::find(std::string_view text) const {
    std::vector<Found> all;
    const TextTraits traits{text};
    std::optional<FoldedText> read;
    std::vector<Span> spans;
    for (const auto& pattern : patterns_) {
        if (!pattern.may_be_in(traits)) continue;
        spans.clear();
        if (traits.is_ascii || pattern.reads == Reads::as_written) {
            pattern.find(text, spans);
        } else {
            if (!read) read.emplace(text);
            pattern.find(read->text(), spans);
            for (auto& [from, to] : spans) {
                from = read->start_in_original(from);
                to = read->end_in_original(to);
            }
        }
        for (const auto& span : spans) all.push_back({span, &pattern});
    }
    std::ranges::stable_sort(all, {}, [](const Found& found) { return found.span.from; });
    return all;
}

const std::string* RedactionPlan::first_in(std::string_view text) const {
    const auto found = find(text);
    return found.empty() ? nullptr : &found.front().pattern->name;
}

std::string RedactionPlan::redact_text(std::string_view text) const {
    const auto found = find(text);
    std::string out;
    std::size_t written = 0;
    for (std::size_t i = 0; i < found.size();) {
        auto end = found[i].span.to;
        auto next = i + 1;
        for (; next < found.size() && found[next].span.from < end; ++next)
            end = std::max(end, found[next].span.to);
        out += text.substr(written, found[i].span.from - written);
        out += "[REDACTED:" + found[i].pattern->name + ']';
        written = end;
        i = next;
    }
    out += text.substr(written);
    return out;
}

std::string RedactionPlan::redact_mistake(std::string_view words) const {
    /// What stands before a value, or before a model's own words about it.
    constexpr std::array<std::string_view, 2> marks{", found ", "cannot score these rows: "};
    auto end = words.npos;
    for (const auto mark : marks)
        if (const auto at = words.find(mark); at != words.npos)
            end = std::min(end, at + mark.size());
    if (!has_columns() || end == words.npos) return redact_text(words);
    return redact_text(words.substr(0, end)) + "[REDACTED:column].";
}

}  // namespace ontos
