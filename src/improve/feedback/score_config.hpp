#pragma once
// What values a named score may have, and which of them are good.

#include <optional>
#include <string>
#include <vector>

#include "improve/feedback/feedback_requests.hpp"
#include "platform/base/failure.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(ScoreDirection, higher_is_better, lower_is_better, none)

struct ScoreCategory {
    std::string label;
    std::optional<double> value;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ScoreCategory::label>("The category.", api::min_length(1),
                                                            api::max_length(200)),
                          api::option<&ScoreCategory::value>("Where it stands among the others.")};
    }
};

struct NewScoreConfig {
    std::string name;
    ScoreType data_type = ScoreType::numeric;
    std::optional<double> min_value, max_value;
    std::vector<ScoreCategory> categories;
    ScoreDirection direction = ScoreDirection::higher_is_better;
    std::string description;

    static constexpr auto fields(auto...) {
        using T = NewScoreConfig;
        return std::array{
            api::field<&T::name>("Name of the scores that it is for.",
                                 api::pattern("^[A-Za-z0-9_.-]{1,64}$")),
            api::field<&T::data_type>("Type of their values."),
            api::option<&T::min_value>("Of numeric: the least value."),
            api::option<&T::max_value>("Of numeric: the largest value."),
            api::option<&T::categories>("Of categorical: what may be said.", api::max_items(100)),
            api::option<&T::direction>(
                "Which values are good: from the midpoint of the bounds, or of the categories' "
                "values, on, a rating is derived; none derives none."),
            api::option<&T::description>("What it means.", api::max_length(10'000))};
    }
};

struct ScoreConfig {
    std::string name;
    ScoreType data_type = ScoreType::numeric;
    std::optional<double> min_value, max_value;
    std::vector<ScoreCategory> categories;
    ScoreDirection direction = ScoreDirection::higher_is_better;
    std::string description;
    std::int64_t revision = 1;
    std::string created_by;
    Timestamp created_at{}, updated_at{};

    static constexpr auto fields(auto...) {
        using T = ScoreConfig;
        return std::array{
            api::field<&T::name>("Name of the scores that it is for."),
            api::field<&T::data_type>("Type of their values."),
            api::field<&T::min_value>("Of numeric: the least value."),
            api::field<&T::max_value>("Of numeric: the largest value."),
            api::field<&T::categories>("Of categorical: what may be said."),
            api::field<&T::direction>("Which values are good."),
            api::field<&T::description>("What it means."),
            api::field<&T::revision>("Counted from 1; what was given before stays as it is."),
            api::field<&T::created_by>("Who made it."),
            api::field<&T::created_at>("When it was made."),
            api::field<&T::updated_at>("When it was changed last.")};
    }
};

struct ScoreConfigsQuery {
    int limit = 50;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&ScoreConfigsQuery::limit>("Entries of a page.", api::minimum(1),
                                                   api::maximum(100)),
            api::option<&ScoreConfigsQuery::cursor>("`next_cursor` of the page before.",
                                                    api::pattern("^[A-Za-z0-9_.-]{1,64}$"))};
    }
};

struct ScoreConfigPage {
    std::vector<ScoreConfig> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ScoreConfigPage::items>("By name."),
            api::field<&ScoreConfigPage::next_cursor>("Where to go on; null at the end.")};
    }
};

/// Rules that the configuration itself breaks.
std::vector<Violation> violations_of(const NewScoreConfig& config);

/// The label of a category and a correction are values, by another member.
std::optional<std::string> word_of(const NewFeedback& sent, std::optional<ScoreType> type);
/// Sent beside another value they break a rule.
std::optional<Violation> second_word(const NewFeedback& sent, ScoreType type,
                                     const std::string& root);

/// Rules of the configuration that the score breaks. `root` begins the names of members: "/body".
std::vector<Violation> violations_of(const NewFeedback& sent, const ScoreConfig& config,
                                     const std::string& root);

/// What the value says of the answer; nullopt where the configuration does not tell.
std::optional<Rating> rating_of(const NewFeedback& sent, const ScoreConfig& config);

}  // namespace ontos
