#pragma once
// Silences: for a time, alerts with certain labels tell nothing.

#include <map>

#include "platform/api/inlined.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/api/patch.hpp"
#include "platform/api/route.hpp"

namespace ontos {

struct SilenceMatcher {
    std::string label, value;
    bool is_regex = false, is_equal = true;

    static constexpr auto fields(auto...) {
        using T = SilenceMatcher;
        return std::array{
            api::field<&T::label>("Label: the rule's own, or alert_id, alert_name, alert_type, "
                                  "endpoint, endpoint_id, severity.",
                                  api::min_length(1), api::max_length(64)),
            api::field<&T::value>("What it must be. A label that an alert does not have is \"\".",
                                  api::max_length(1'000)),
            api::option<&T::is_regex>("Whether `value` is a regular expression (RE2) for all of "
                                      "the label's value."),
            api::option<&T::is_equal>("False: it must not be that.")};
    }
};

/// An alert is silenced while all matchers fit.
struct Silence {
    std::string id;
    std::vector<SilenceMatcher> matchers;
    Timestamp starts_at{}, ends_at{};
    std::string comment;
    Timestamp created_at{};
    std::string created_by;

    static constexpr auto fields(auto...) {
        using T = Silence;
        return std::array{api::field<&T::id>("Identifier."),
                          api::field<&T::matchers>("All of them must fit."),
                          api::field<&T::starts_at>("From when."),
                          api::field<&T::ends_at>("Until when."),
                          api::field<&T::comment>("Why."),
                          api::field<&T::created_at>("When it was made."),
                          api::field<&T::created_by>("Who made it.")};
    }
};

struct NewSilence {
    std::vector<SilenceMatcher> matchers;
    std::optional<api::Moment> starts_at;
    std::optional<api::Moment> ends_at;
    std::optional<std::int32_t> duration_minutes;
    std::string comment;

    static constexpr auto fields(auto...) {
        using T = NewSilence;
        return std::array{
            api::field<&T::matchers>("All of them must fit; one at least must not fit \"\".",
                                     api::min_items(1), api::max_items(16)),
            api::option<&T::starts_at>("From when; now if left out."),
            api::option<&T::ends_at>("Until when: this or `duration_minutes`."),
            api::option<&T::duration_minutes>("For how long.", api::minimum(1),
                                              api::maximum(525'600)),
            api::option<&T::comment>("Why.", api::max_length(1'000))};
    }
};

/// What is left out stays as it is.
struct SilenceChange {
    std::optional<std::vector<SilenceMatcher>> matchers;
    std::optional<api::Moment> starts_at, ends_at;
    std::optional<std::int32_t> duration_minutes;
    api::Patch<std::string> comment;

    static constexpr auto fields(auto...) {
        using T = SilenceChange;
        return std::array{
            api::option<&T::matchers>("All of them; whole.", api::min_items(1), api::max_items(16)),
            api::option<&T::starts_at>("From when: not past, and only until it has begun."),
            api::option<&T::ends_at>("Until when: this or `duration_minutes`."),
            api::option<&T::duration_minutes>(
                "For how long from now, or from `starts_at` where that is later.", api::minimum(1),
                api::maximum(525'600)),
            api::option<&T::comment>("Why; null empties it.", api::max_length(1'000))};
    }
};

/// The answer to a new one, and to a change.
struct MadeSilence {
    Silence silence;
    std::vector<std::string> warnings;

    static constexpr auto fields(auto...) {
        return api::joined(api::inlined<&MadeSilence::silence>(),
                           std::array{api::field<&MadeSilence::warnings>(
                               "Labels that no alert has: probably misspelt.")});
    }
};
template <>
struct api::Codec<MadeSilence> : api::InlinedCodec<MadeSilence> {};

struct SilencePath {
    std::string silence_id;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&SilencePath::silence_id>("The silence.", api::max_length(100))};
    }
};

struct SilencePage {
    std::vector<Silence> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&SilencePage::items>("Newest first."),
            api::field<&SilencePage::next_cursor>("Where the next page starts; null at the end.")};
    }
};

struct SilenceQuery {
    bool ended = false;
    std::int32_t limit = 100;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&SilenceQuery::ended>(
                              "true: those that ended in the last 30 days, and no others."),
                          api::option<&SilenceQuery::limit>("Silences of a page.", api::minimum(1),
                                                            api::maximum(100)),
                          api::option<&SilenceQuery::cursor>("`next_cursor` of the page before.",
                                                             api::is_id_of_last)};
    }
};

/// Throws Failure{invalid} with all that is wrong: a regular expression that is none, matchers that
/// would silence everything, no end or two, an end that is not after the start or is past.
Silence silence_of(const NewSilence& request, Timestamp now);

/// `before` with the change, by the same rules, and a start that is neither changed when it has
/// begun nor moved into the past. Throws Failure{conflict} if it has ended.
Silence changed(const Silence& before, const SilenceChange& change, Timestamp now);

using AlertLabels = std::map<std::string, std::string>;

/// Some silences, ready to be asked often. Owned by one thread.
class Silencer {
public:
    /// Only those that hold at the time count.
    Silencer(const std::vector<Silence>& silences, Timestamp time);
    ~Silencer();

    /// The first that silences such an alert; null if none does.
    const Silence* find(const AlertLabels& labels) const;

private:
    struct Ready;
    std::vector<Ready> ready_;
};

}  // namespace ontos
