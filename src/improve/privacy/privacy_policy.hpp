#pragma once
// What must not be written, as people set it, see it and try it.

#include <optional>
#include <string>
#include <vector>

#include "platform/api/codec.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(KnownPattern, email, card, ssn, iban, key, phone, ip)

struct CustomPattern {
    std::string name, expression;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&CustomPattern::name>("Stands in the place of what is found: "
                                             "`[REDACTED:name]`.",
                                             api::pattern("^[a-z][a-z0-9_]{0,31}$")),
            api::field<&CustomPattern::expression>("Expression in the syntax of RE2.",
                                                   api::min_length(1), api::max_length(1'000))};
    }
};

/// A policy as it is sent: replaces the one before whole.
struct NewPrivacyPolicy {
    std::vector<KnownPattern> patterns;
    std::vector<std::string> names;
    std::vector<CustomPattern> custom;
    std::vector<std::string> columns;

    static constexpr auto fields(auto...) {
        using T = NewPrivacyPolicy;
        return std::array{
            api::field<&T::patterns>("Kinds of text that are replaced.", api::max_items(7)),
            api::option<&T::names>("Names of people and things, replaced as whole words in any "
                                   "case; each of 1 to 100 characters.",
                                   api::max_items(1'000)),
            api::option<&T::custom>("Patterns of one's own.", api::max_items(100)),
            api::option<&T::columns>("Columns whose values are replaced whole, in any case; each "
                                     "of 1 to 200 characters.",
                                     api::max_items(1'000))};
    }
};

/// A policy as it is kept and answered.
struct PrivacyPolicy {
    std::int64_t version = 0;
    std::vector<KnownPattern> patterns;
    std::vector<std::string> names;
    std::vector<CustomPattern> custom;
    std::vector<std::string> columns;
    std::optional<Timestamp> created_at;
    std::string created_by;

    static constexpr auto fields(auto...) {
        using T = PrivacyPolicy;
        return std::array{
            api::field<&T::version>("Counted from 1; 0 is what the configuration says."),
            api::field<&T::patterns>("Kinds of text that are replaced."),
            api::field<&T::names>("Names that are replaced."),
            api::field<&T::custom>("Patterns of one's own."),
            api::field<&T::columns>("Columns whose values are replaced whole."),
            api::field<&T::created_at>("When it was set; null of the configuration."),
            api::field<&T::created_by>("Who set it; empty of the configuration.")};
    }
};

struct PrivacyPolicyQuery {
    std::optional<std::int64_t> version;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&PrivacyPolicyQuery::version>(
            "Which version, as `pii_policy_version` of feedback names it; without it, the newest. "
            "0 is what the configuration says today.",
            api::minimum(0))};
    }
};

/// What is tried: a text or JSON, by the newest policy or by one that is not set yet.
struct PolicyTest {
    std::optional<std::string> text;
    std::optional<api::json::value> json;
    std::optional<NewPrivacyPolicy> policy;

    static constexpr auto fields(auto...) {
        using T = PolicyTest;
        return std::array{
            api::option<&T::text>("Text to redact; this or `json`.", api::max_length(1'000'000)),
            api::option<&T::json>("Query, answer or other JSON to redact."),
            api::option<&T::policy>("Policy to try; without it, the newest one.")};
    }
};

/// What was replaced in one place.
struct Redaction {
    std::string field, type;
    std::int64_t count = 0;

    static constexpr auto fields(auto...) {
        using T = Redaction;
        return std::array{
            api::field<&T::field>("JSON pointer to the value; empty of a text."),
            api::field<&T::type>("Pattern that found it; `name` or `column` by list."),
            api::field<&T::count>("How many times.")};
    }
};

struct PolicyTestResult {
    std::optional<std::string> text;
    std::optional<api::json::value> json;
    std::vector<Redaction> redactions;

    static constexpr auto fields(auto...) {
        using T = PolicyTestResult;
        return std::array{api::field<&T::text>("The text as it would be written."),
                          api::field<&T::json>("The JSON as it would be written."),
                          api::field<&T::redactions>("What was replaced, in order of place.")};
    }
};

/// The policy that flags and file describe: version 0. Throws Failure{invalid} for a pattern that
/// is none.
PrivacyPolicy policy_of(const RedactionRules& configured);

RedactionRules rules_of(const std::vector<KnownPattern>& patterns,
                        const std::vector<CustomPattern>& custom,
                        const std::vector<std::string>& names,
                        const std::vector<std::string>& columns);

/// Throws Failure{invalid} that names every broken rule; `root` begins the places: "/body".
void require_usable(const NewPrivacyPolicy& policy, const std::string& root);

/// What differs between JSON before and after redaction.
std::vector<Redaction> redactions_between(const api::json::value& before,
                                          const api::json::value& after);

}  // namespace ontos
