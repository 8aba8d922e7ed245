#pragma once
// Takes out of texts and JSON what must not be written.

#include <optional>
#include <set>
#include <span>

#include "platform/base/published.hpp"
#include "platform/redaction/patterns.hpp"

namespace ontos {

/// What is not written.
struct RedactionRules {
    /// Names of patterns, or "name=expression": see make_pattern.
    std::vector<std::string> patterns = default_redact_patterns();
    /// Columns whose values are replaced whole; they compare without regard to case and Unicode
    /// form.
    std::vector<std::string> columns;
    /// Names of people and things that are replaced where they stand as words: see
    /// make_names_pattern.
    std::vector<std::string> names = {};
};

struct RedactedJson {
    std::string text;     ///< JSON, closed where it was cut
    bool is_cut = false;  ///< whether the end is missing
};

/// Rules, ready for use. Constant after construction; thread safe.
class RedactionPlan {
public:
    /// Throws Failure{invalid} for a pattern that is none.
    explicit RedactionPlan(const RedactionRules& rules);

    /// Each match is replaced by `[REDACTED:name]`; matches that overlap become one.
    std::string redact_text(std::string_view text) const;

    /// What a mistake in somebody's values says, as a text. While columns are redacted it ends
    /// where it comes to the value, which such words name last (", found 3"): whose value that is
    /// cannot always be told.
    std::string redact_mistake(std::string_view words) const;

    /// A query or an answer as one line of JSON. Names of members stay; values of columns become
    /// `[REDACTED:column]`, also in rows without names (a bare list too), by `positions`: the names
    /// of the columns in order (nullopt: not known, then no value of such a row is kept while
    /// columns are redacted). Texts are matched as they read, not as they are escaped; of numbers,
    /// the whole ones. Nullopt if the text is not JSON: then nothing of it may be written.
    ///
    /// `is_whole` false: the text is the start of a longer one. At most about `bytes_max` bytes
    /// come out; what does not fit is cut between two values.
    std::optional<RedactedJson> redact_json(
        std::string_view text, bool is_whole, std::size_t bytes_max,
        std::optional<std::span<const std::string>> positions) const;

    bool has_columns() const { return !columns_.empty(); }
    bool is_column(std::string_view name) const;
    /// The name of a pattern that is in the text; null if none is.
    const std::string* first_in(std::string_view text) const;

private:
    struct Found {
        Span span;
        const Pattern* pattern;
    };
    std::vector<Found> find(std::string_view text) const;

    std::vector<Pattern> patterns_;
    std::set<std::string, std::less<>> columns_;  ///< folded
};

/// Redacts by the newest rules that it was given; each call by one state of them. Thread safe.
class Redactor {
public:
    /// Throws Failure{invalid} for a pattern that is none.
    explicit Redactor(const RedactionRules& rules)
        : plan_{std::make_shared<const RedactionPlan>(rules)} {}

    /// What is redacted from now on goes by these. Throws as the constructor does.
    void follow(const RedactionRules& rules) {
        plan_.publish(std::make_shared<const RedactionPlan>(rules));
    }

    /// See RedactionPlan.
    bool is_column(std::string_view name) const { return plan_.get()->is_column(name); }
    std::string redact_text(std::string_view text) const { return plan_.get()->redact_text(text); }
    std::string redact_mistake(std::string_view words) const {
        return plan_.get()->redact_mistake(words);
    }
    std::optional<RedactedJson> redact_json(
        std::string_view text, bool is_whole, std::size_t bytes_max,
        std::optional<std::span<const std::string>> positions) const {
        return plan_.get()->redact_json(text, is_whole, bytes_max, positions);
    }

private:
    Published<RedactionPlan> plan_;
};

}  // namespace ontos
