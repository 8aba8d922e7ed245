// What values a named score may have, and which of them are good.
#include "improve/feedback/score_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace ontos {
namespace {

std::string labels_of(const ScoreConfig& config) {
    std::string out;
    for (const auto& category : config.categories)
        out += (out.empty() ? "" : ", ") + category.label;
    return out;
}

/// The category that is said, by value or by label.
std::optional<std::string> said_category(const NewFeedback& sent) {
    if (sent.value && sent.value->is_string()) return std::string{sent.value->as_string()};
    return sent.label;
}

std::optional<double> said_number(const NewFeedback& sent, const ScoreConfig& config) {
    if (config.data_type == ScoreType::boolean && sent.value && sent.value->is_bool())
        return sent.value->as_bool() ? 1 : 0;
    if (config.data_type == ScoreType::numeric && sent.value && sent.value->is_number())
        return sent.value->to_number<double>();
    if (config.data_type != ScoreType::categorical) return std::nullopt;
    const auto label = said_category(sent);
    const auto found = std::ranges::find_if(
        config.categories, [&](const ScoreCategory& category) { return category.label == label; });
    return found == config.categories.end() ? std::nullopt : found->value;
}

/// Between the worst and the best that can be said.
std::optional<double> midpoint(const ScoreConfig& config) {
    if (config.data_type == ScoreType::boolean) return 0.5;
    if (config.data_type == ScoreType::numeric) {
        if (!config.min_value || !config.max_value) return std::nullopt;
        return std::midpoint(*config.min_value, *config.max_value);
    }
    std::set<double> values;
    for (const auto& category : config.categories)
        if (category.value) values.insert(*category.value);
    if (values.size() < 2) return std::nullopt;
    return std::midpoint(*values.begin(), *values.rbegin());
}

std::string bounds_in_words(const ScoreConfig& config) {
    if (config.min_value && config.max_value)
        return fmt::format("from {} to {}", *config.min_value, *config.max_value);
    if (config.min_value) return fmt::format("at least {}", *config.min_value);
    return fmt::format("at most {}", *config.max_value);
}

std::optional<std::string> broken_rule(const NewFeedback& sent, const ScoreConfig& config) {
    switch (config.data_type) {
        case ScoreType::numeric: {
            if (!sent.value || !sent.value->is_number()) return "must be a number";
            const auto value = sent.value->to_number<double>();
            if ((config.min_value && value < *config.min_value) ||
                (config.max_value && value > *config.max_value))
                return "must be " + bounds_in_words(config);
            return std::nullopt;
        }
        case ScoreType::boolean:
            if (!sent.value || !sent.value->is_bool()) return "must be true or false";
            return std::nullopt;
        case ScoreType::categorical: {
            const auto label = said_category(sent);
            const auto is_said = [&](const ScoreCategory& category) {
                return category.label == label;
            };
            if (std::ranges::any_of(config.categories, is_said)) return std::nullopt;
            return "must be one of " + labels_of(config);
        }
        default:
            if (!sent.value || !sent.value->is_string()) return "must be a text";
            return std::nullopt;
    }
}

}  // namespace

std::vector<Violation> violations_of(const NewScoreConfig& config) {
    std::vector<Violation> broken;
    const bool is_numeric = config.data_type == ScoreType::numeric;
    const bool is_categorical = config.data_type == ScoreType::categorical;
    if (!is_numeric && config.min_value)
        broken.push_back({"/body/min_value", "must be left out: only numeric scores have bounds"});
    if (!is_numeric && config.max_value)
        broken.push_back({"/body/max_value", "must be left out: only numeric scores have bounds"});
    if (config.min_value && config.max_value && *config.min_value >= *config.max_value)
        broken.push_back({"/body/max_value", "must be greater than min_value"});
    if (is_categorical && config.categories.size() < 2)
        broken.push_back({"/body/categories", "must name at least 2 categories"});
    if (!is_categorical && !config.categories.empty())
        broken.push_back(
            {"/body/categories", "must be left out: only categorical scores have any"});
    std::set<std::string> labels;
    for (std::size_t i = 0; i < config.categories.size(); ++i)
        if (!labels.insert(config.categories[i].label).second)
            broken.push_back({fmt::format("/body/categories/{}/label", i), "must be named once"});
    return broken;
}

std::optional<std::string> word_of(const NewFeedback& sent, std::optional<ScoreType> type) {
    if (type == ScoreType::categorical) return sent.label;
    if (type == ScoreType::correction) return sent.correction;
    return std::nullopt;
}

std::optional<Violation> second_word(const NewFeedback& sent, ScoreType type,
                                     const std::string& root) {
    const auto word = word_of(sent, type);
    if (!word || !sent.value || !sent.value->is_string() || sent.value->as_string() == *word)
        return std::nullopt;
    return Violation{root + (type == ScoreType::categorical ? "/label" : "/correction"),
                     "must be the same as value, or one of them be left out"};
}

std::vector<Violation> violations_of(const NewFeedback& sent, const ScoreConfig& config,
                                     const std::string& root) {
    const auto suffix = " (score configuration " + config.name + ")";
    if (sent.data_type && *sent.data_type != config.data_type)
        return {{root + "/data_type",
                 fmt::format("must be {}{}", api::to_text(config.data_type), suffix)}};
    std::vector<Violation> out;
    if (auto other = second_word(sent, config.data_type, root)) out.push_back(*std::move(other));
    const auto broken = broken_rule(sent, config);
    if (!broken) return out;
    const bool is_by_label =
        sent.label &&
        (!sent.value || (sent.value->is_string() && sent.value->as_string() == *sent.label));
    out.push_back({root + (is_by_label ? "/label" : "/value"), *broken + suffix});
    return out;
}

std::optional<Rating> rating_of(const NewFeedback& sent, const ScoreConfig& config) {
    const auto value = said_number(sent, config);
    const auto middle = midpoint(config);
    if (!value || !middle || config.direction == ScoreDirection::none) return std::nullopt;
    const bool is_good = config.direction == ScoreDirection::higher_is_better ? *value >= *middle
                                                                              : *value <= *middle;
    return is_good ? Rating::positive : Rating::negative;
}

}  // namespace ontos
