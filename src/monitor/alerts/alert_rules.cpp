// What a rule must be to make sense.
#include "monitor/alerts/alert_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "monitor/alerts/alert_words.hpp"
#include "monitor/alerts/burn_rate.hpp"
#include "monitor/alerts/local_time.hpp"
#include "platform/base/known_names.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

using std::chrono::minutes;

/// What a threshold of the type may be.
struct Bounds {
    double min, max;
    std::string says;
    bool max_is_a_value = false;  ///< the largest there is
};

Bounds bounds_of_quality(std::string_view metric) {
    if (metric == "log_loss" || metric == "mae" || metric == "rmse")
        return {0, 1e300, "at least 0"};
    if (metric == "r2") return {-1e300, 1, "at most 1", true};
    return {0, 1, "between 0 and 1", true};
}

Bounds bounds_of_burn_rate(const AlertRule& rule) {
    constexpr double least = 0.01, most = 1000;
    const auto max = burn_rate_max(rule);
    if (max > most) return {least, most, "between 0.01 and 1000 times the limits of the table"};
    return {least, max,
            fmt::format("between 0.01 and {:.4g} times the limits of the table, as the budget of "
                        "an objective of {:g} burns no faster",
                        max, rule.objective),
            true};
}

Bounds bounds_of(const AlertRule& rule) {
    switch (rule.alert_type) {
        case AlertType::model_quality:
            return bounds_of_quality(*rule.metric);
        case AlertType::latency:
            return {0, 3.6e6, "between 0 and 3600000 milliseconds"};
        case AlertType::traffic:
            return {0, 1e9, "at least 0 requests per minute"};
        case AlertType::cost:
            return {0, 1e9, "at least 0 dollars"};
        case AlertType::burn_rate:
            return bounds_of_burn_rate(rule);
        default:
            return {0, 1, "between 0 and 1", true};
    }
}

/// Empty: the type has no metric, or any.
std::vector<std::string_view> metrics_of(AlertType type) {
    if (type == AlertType::latency) return {"p95", "p50", "p99", "mean"};
    if (type == AlertType::burn_rate) return {"page", "ticket"};
    if (type == AlertType::model_quality)
        return {"accuracy", "precision", "recall", "f1", "auc", "log_loss", "mae", "rmse", "r2"};
    return {};
}

std::string usual_metric(AlertType type) {
    if (is_of_features(type)) return "max";
    const auto metrics = metrics_of(type);
    return metrics.empty() ? std::string{} : std::string{metrics.front()};
}

minutes usual_window(const AlertRule& rule) {
    constexpr minutes day = std::chrono::days{1};
    switch (rule.alert_type) {
        case AlertType::burn_rate:
            return burn_rows(*rule.metric).back().long_window;
        case AlertType::drift:
        case AlertType::null_rate:
        case AlertType::unseen_rate:
            return std::chrono::hours{1};
        case AlertType::quality:
        case AlertType::model_quality:
        case AlertType::cost:
            return day;
        default:
            return minutes{5};
    }
}

std::int32_t least_samples(AlertType type) {
    if (is_of_features(type)) return feature_samples_min;
    return type == AlertType::model_quality ? label_samples_min : 0;
}

/// No requests are no traffic and no cost.
bool none_is_a_value(AlertType type) {
    return type == AlertType::traffic || type == AlertType::cost;
}

std::int32_t usual_samples(AlertType type) {
    constexpr std::int32_t some = 10;
    return none_is_a_value(type) ? 0 : std::max(some, least_samples(type));
}

/// Collects what is wrong.
class Findings {
public:
    void add(std::string_view member, std::string what) {
        list_.push_back({"/body/" + std::string{member}, std::move(what)});
    }
    void leave_out(const Findings& others) {
        std::erase_if(list_, [&](const Violation& found) {
            return std::ranges::any_of(others.list_, [&](const Violation& other) {
                return other.where == found.where && other.what == found.what;
            });
        });
    }
    void require_none() && {
        if (list_.empty()) return;
        const auto member = list_.front().where.substr(std::string_view{"/body/"}.size());
        Failure failure{FailureKind::invalid, member + " " + list_.front().what};
        throw std::move(failure).code("invalid_rule").violations(std::move(list_));
    }

private:
    std::vector<Violation> list_;
};

/// At the end of what values there are, none is beyond it. All but r2 is at least 0.
bool never_holds(const AlertRule& rule, const Bounds& bounds) {
    if (rule.condition == AlertCondition::gt)
        return bounds.max_is_a_value && rule.threshold == bounds.max;
    return rule.condition == AlertCondition::lt && bounds.min == 0 && rule.threshold == 0;
}

bool always_equals(const AlertRule& rule, const Bounds& bounds) {
    return rule.condition == AlertCondition::eq &&
           rule.threshold - rule.eq_tolerance <= std::min(bounds.min, 0.0) &&
           rule.threshold + rule.eq_tolerance >= bounds.max;
}

void check_name(const AlertRule& rule, Findings& findings) {
    if (rule.name->find_first_not_of(" \t\r\n") == std::string::npos)
        findings.add("name", "must not be blank");
}

void check_threshold(const AlertRule& rule, Findings& findings) {
    const auto bounds = bounds_of(rule);
    const auto unit = unit_of(rule);
    const auto is_in = fmt::format("({} is in {})", api::to_text(rule.alert_type),
                                   unit.empty() ? "shares of 1" : unit);
    const auto says = fmt::format("must be {} {}", bounds.says, is_in);
    const auto is_outside = [&](double value) { return value < bounds.min || value > bounds.max; };
    if (is_outside(rule.threshold)) findings.add("threshold", says);
    if (never_holds(rule, bounds))
        findings.add("threshold", fmt::format("must be {} {:g}, as the condition is {}: no value "
                                              "is ever {} {}",
                                              rule.threshold > 0 ? "below" : "above",
                                              rule.threshold, api::to_text(rule.condition),
                                              rule.threshold > 0 ? "above" : "below", is_in));
    if (always_equals(rule, bounds))
        findings.add("eq_tolerance", fmt::format("must be less: every value is within {:g} of the "
                                                 "threshold {}",
                                                 rule.eq_tolerance, is_in));
    if (!rule.recover_threshold) return;
    const auto recover = *rule.recover_threshold;
    if (is_outside(recover)) findings.add("recover_threshold", says);
    if (rule.condition == AlertCondition::eq)
        findings.add("recover_threshold", "goes with gt and lt only");
    if (rule.condition == AlertCondition::gt && recover > rule.threshold)
        findings.add("recover_threshold", "must not be above threshold, as the condition is gt");
    if (rule.condition == AlertCondition::lt && recover < rule.threshold)
        findings.add("recover_threshold", "must not be below threshold, as the condition is lt");
}

void check_samples(const AlertRule& rule, Findings& findings) {
    if (none_is_a_value(rule.alert_type) && *rule.min_samples > 0)
        findings.add("min_samples", fmt::format("must be left out: {} has a value without requests "
                                                "too, which is 0",
                                                api::to_text(rule.alert_type)));
    const auto least = least_samples(rule.alert_type);
    if (*rule.min_samples < least)
        findings.add("min_samples",
                     fmt::format("must be at least {}: {} has no value of fewer {}", least,
                                 api::to_text(rule.alert_type),
                                 is_of_features(rule.alert_type) ? "rows" : "labels"));
}

void check_metric(const AlertRule& rule, Findings& findings) {
    if (is_of_features(rule.alert_type)) return;
    const auto& metric = *rule.metric;
    const auto known = metrics_of(rule.alert_type);
    if (known.empty() && !metric.empty())
        findings.add("metric",
                     fmt::format("must be left out: {} has none", api::to_text(rule.alert_type)));
    if (!known.empty() && std::ranges::find(known, metric) == known.end())
        findings.add("metric", fmt::format("must be one of {}", fmt::join(known, ", ")));
}

void check_window(const AlertRule& rule, Findings& findings) {
    constexpr auto hour = 60, week = 7 * 24 * hour;
    const auto window = rule.window().count();
    if (is_of_features(rule.alert_type) && (window % hour != 0 || window > week))
        findings.add("window_minutes", fmt::format("must be whole hours, 60 to {}", week));
    if (rule.alert_type == AlertType::burn_rate &&
        window != burn_rows(*rule.metric).back().long_window.count())
        findings.add("window_minutes", "must be left out: the table has its own windows");
}

bool is_label_name(std::string_view name) {
    const auto is_word = [](char c) {
        return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, is_word) &&
           !(name.front() >= '0' && name.front() <= '9');
}

bool is_own_label(std::string_view name) {
    return std::ranges::find(own_labels, name) != own_labels.end();
}

void check_labels(const AlertRule& rule, Findings& findings) {
    constexpr std::size_t value_length_max = 255;
    for (const auto& [name, value] : rule.labels) {
        const auto where = "labels/" + json_pointer_segment(name);
        if (!is_label_name(name))
            findings.add(where, "must be named by 1 to 64 letters, digits and _");
        if (is_own_label(name)) findings.add(where, "is a label that every alert has");
        if (value.size() > value_length_max) findings.add(where, "must have at most 255 bytes");
    }
    for (std::size_t i = 0; i < rule.group_by.size(); ++i)
        if (!is_own_label(rule.group_by[i]) && !rule.labels.contains(rule.group_by[i]))
            findings.add("group_by/" + std::to_string(i),
                         fmt::format("must be a label of the rule or one of {}",
                                     fmt::join(own_labels, ", ")));
}

void check_mute_windows(const AlertRule& rule, Findings& findings) {
    for (std::size_t i = 0; i < rule.mute_windows.size(); ++i) {
        const auto& window = rule.mute_windows[i];
        const auto where = fmt::format("mute_windows/{}/", i);
        if (!local_time({}, window.time_zone))
            findings.add(where + "time_zone", "must be a name in the time zone database");
        if (window.from == window.to) findings.add(where + "to", "must differ from `from`");
    }
}

Findings findings_of(const AlertRule& rule) {
    Findings findings;
    check_name(rule, findings);
    check_threshold(rule, findings);
    check_metric(rule, findings);
    check_samples(rule, findings);
    check_window(rule, findings);
    check_labels(rule, findings);
    check_mute_windows(rule, findings);
    return findings;
}

}  // namespace

AlertRule completed(AlertRule rule) {
    if (!rule.metric) rule.metric = usual_metric(rule.alert_type);
    if (!rule.window_minutes)
        rule.window_minutes = static_cast<std::int32_t>(usual_window(rule).count());
    if (!rule.min_samples) rule.min_samples = usual_samples(rule.alert_type);
    if (!rule.name) rule.name = name_of_rule(rule);
    return rule;
}

AlertRule completed_change(const AlertRule& known, AlertRule rule) {
    if (rule.name == known.name && rule.name == name_of_rule(known)) rule.name.reset();
    return completed(std::move(rule));
}

void require_sensible(const AlertRule& rule, const AlertRule* before) {
    auto findings = findings_of(rule);
    if (before != nullptr) findings.leave_out(findings_of(*before));
    std::move(findings).require_none();
}

bool is_of_features(AlertType type) {
    return type == AlertType::drift || type == AlertType::null_rate ||
           type == AlertType::unseen_rate;
}

void require_known_feature(const AlertRule& rule, const std::vector<std::string>& features) {
    const auto& metric = *rule.metric;
    if (features.empty() || metric == "max" ||
        std::ranges::find(features, metric) != features.end())
        return;
    Findings findings;
    findings.add("metric", fmt::format("must be max or a feature, prediction or score that is "
                                       "counted of the endpoint: there is no \"{}\". {}",
                                       metric, hint_of_names(metric, features)));
    std::move(findings).require_none();
}

std::map<std::string, std::string> labels_of(const Alert& alert) {
    const auto& record = alert.record;
    auto labels = record.rule.labels;
    labels["alert_id"] = record.id;
    labels["alert_name"] = *record.rule.name;
    labels["alert_type"] = api::to_text(record.rule.alert_type);
    labels["endpoint"] = alert.endpoint_name;
    labels["endpoint_id"] = record.endpoint_id;
    labels["severity"] = api::to_text(record.rule.severity);
    return labels;
}

std::string group_key_of(const Alert& alert) {
    const auto labels = labels_of(alert);
    std::string key;
    for (const auto& name : alert.record.rule.group_by) {
        const auto found = labels.find(name);
        key += fmt::format("{}{}={}", key.empty() ? "" : ",", name,
                           found == labels.end() ? "" : found->second);
    }
    return key;
}

}  // namespace ontos
