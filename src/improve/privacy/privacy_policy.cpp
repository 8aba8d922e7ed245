// From a policy to rules of redaction, and from redacted JSON to what was done to it.
#include "improve/privacy/privacy_policy.hpp"

#include <map>
#include <set>

#include "platform/base/code_points.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"
#include "platform/unicode/folded_text.hpp"

namespace ontos {
namespace {

void require_lengths(const std::vector<std::string>& texts, std::size_t most,
                     const std::string& where, std::vector<Violation>& broken) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto& text = texts[i];
        const bool is_blank = FoldedText{text}.text().find_first_not_of(' ') == text.npos;
        if (is_blank || code_points(text) > most)
            broken.push_back({where + '/' + std::to_string(i),
                              "must have 1 to " + std::to_string(most) + " characters"});
    }
}

void require_patterns(const std::vector<CustomPattern>& custom, const std::string& where,
                      std::vector<Violation>& broken) {
    std::set<std::string> taken{"name", "column"};
    for (const auto& name : {"email", "card", "ssn", "iban", "key", "phone", "ip"})
        taken.insert(name);
    for (std::size_t i = 0; i < custom.size(); ++i) {
        const auto place = where + '/' + std::to_string(i);
        if (!taken.insert(custom[i].name).second)
            broken.push_back({place + "/name", "must not be in use already"});
        try {
            make_pattern(custom[i].name + '=' + custom[i].expression);
        } catch (const Failure& failure) {
            broken.push_back({place + "/expression", "cannot be used: " + failure.message()});
        }
    }
}

using Markers = std::map<std::string, std::int64_t>;

Markers markers_in(std::string_view text) {
    constexpr std::string_view opening = "[REDACTED:";
    Markers out;
    for (auto at = text.find(opening); at != text.npos; at = text.find(opening, at)) {
        at += opening.size();
        const auto end = text.find(']', at);
        if (end == text.npos) break;
        ++out[std::string{text.substr(at, end - at)}];
    }
    return out;
}

/// Walks both values at once. Lives for one comparison.
class Comparison {
public:
    void compare(const api::json::value& before, const api::json::value& after,
                 const std::string& field) {
        if (after.is_string()) {
            compare_texts(before, std::string_view{after.get_string()}, field);
        } else if (after.is_object() && before.is_object()) {
            for (const auto& [name, value] : after.get_object())
                if (const auto* was = before.get_object().if_contains(name))
                    compare(*was, value, field + '/' + json_pointer_segment(name));
        } else if (after.is_array() && before.is_array()) {
            const auto &now = after.get_array(), &was = before.get_array();
            for (std::size_t i = 0; i < std::min(now.size(), was.size()); ++i)
                compare(was[i], now[i], field + '/' + std::to_string(i));
        }
    }

    std::vector<Redaction> found;

private:
    void compare_texts(const api::json::value& before, std::string_view after,
                       const std::string& field) {
        // What was written like a marker before is no redaction.
        auto was = before.is_string() ? markers_in(before.get_string()) : Markers{};
        for (const auto& [type, count] : markers_in(after))
            if (const auto more = count - was[type]; more > 0) found.push_back({field, type, more});
    }
};

}  // namespace

PrivacyPolicy policy_of(const RedactionRules& configured) {
    PrivacyPolicy out;
    for (const auto& text : configured.patterns) {
        make_pattern(text);
        if (const auto mark = text.find('='); mark != text.npos)
            out.custom.push_back({text.substr(0, mark), text.substr(mark + 1)});
        else
            out.patterns.push_back(api::Codec<KnownPattern>::from_scalar(api::Scalar{text}));
    }
    out.names = configured.names;
    out.columns = configured.columns;
    return out;
}

RedactionRules rules_of(const std::vector<KnownPattern>& patterns,
                        const std::vector<CustomPattern>& custom,
                        const std::vector<std::string>& names,
                        const std::vector<std::string>& columns) {
    RedactionRules out{.patterns = {}, .columns = columns, .names = names};
    for (const auto pattern : patterns) out.patterns.emplace_back(api::to_text(pattern));
    for (const auto& own : custom) out.patterns.push_back(own.name + '=' + own.expression);
    return out;
}

void require_usable(const NewPrivacyPolicy& policy, const std::string& root) {
    std::vector<Violation> broken;
    require_lengths(policy.names, 100, root + "/names", broken);
    require_lengths(policy.columns, 200, root + "/columns", broken);
    require_patterns(policy.custom, root + "/custom", broken);
    if (broken.empty()) return;
    throw broken_rules(std::move(broken)).code("invalid_privacy_policy");
}

std::vector<Redaction> redactions_between(const api::json::value& before,
                                          const api::json::value& after) {
    Comparison comparison;
    comparison.compare(before, after, "");
    return std::move(comparison.found);
}

}  // namespace ontos
