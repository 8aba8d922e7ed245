// Rules and measurements in words.
#include "monitor/alerts/alert_words.hpp"

#include <fmt/format.h>

#include <cmath>

#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

bool is_share(const AlertRule& rule) { return unit_of(rule).empty(); }

std::string value_text(const AlertRule& rule, double value) {
    if (is_share(rule)) return fmt::format("{:.4g} ({:.3g} %)", value, 100 * value);
    return fmt::format("{:.6g} {}", value, unit_of(rule));
}

/// A threshold is said as it was given; what was measured is not known to more than four digits.
std::string measured_text(const AlertRule& rule, double value) {
    if (is_share(rule) || std::abs(value) >= 1'000) return value_text(rule, value);
    return fmt::format("{:.4g} {}", value, unit_of(rule));
}

std::string subject_of(const AlertRule& rule) {
    const auto metric = rule.metric.value_or("");
    const std::string type{api::to_text(rule.alert_type)};
    if (metric.empty()) return type;
    return rule.alert_type == AlertType::latency ? metric + " " + type : type + " of " + metric;
}

std::string condition_text(const AlertRule& rule) {
    switch (rule.condition) {
        case AlertCondition::gt:
            return "above " + value_text(rule, rule.threshold);
        case AlertCondition::lt:
            return "below " + value_text(rule, rule.threshold);
        case AlertCondition::eq:
            return fmt::format("{} plus or minus {:.4g}", value_text(rule, rule.threshold),
                               rule.eq_tolerance);
    }
    return {};
}

std::string window_text(std::chrono::minutes window) {
    const auto count = window.count();
    if (count % (24 * 60) == 0) return fmt::format("{} d", count / (24 * 60));
    if (count % 60 == 0) return fmt::format("{} h", count / 60);
    return fmt::format("{} min", count);
}

}  // namespace

std::string_view unit_of(const AlertRule& rule) {
    const auto metric = rule.metric.value_or("");
    switch (rule.alert_type) {
        case AlertType::latency:
            return "ms";
        case AlertType::traffic:
            return "requests per minute";
        case AlertType::cost:
            return "dollars";
        case AlertType::burn_rate:
            return "times the limit";
        case AlertType::drift:
        case AlertType::error_rate:
        case AlertType::quality:
        case AlertType::null_rate:
        case AlertType::unseen_rate:
            return "";
        case AlertType::model_quality:
            if (metric == "log_loss") return "nats";
            return metric == "mae" || metric == "rmse" ? "units of the prediction" : "";
    }
    return "";
}

std::string name_of_rule(const AlertRule& rule) {
    return subject_of(rule) + " " + condition_text(rule);
}

std::string what_changed(AlertRule before, AlertRule after) {
    std::string changed;
    for (const auto& field : api::Codec<AlertRule>::fields) {
        const auto *was = field.in(&before), *is = field.in(&after);
        if (field.type->to_scalar(was) == field.type->to_scalar(is)) continue;
        if (field.name == api::name_of<&AlertRule::enabled>()) continue;
        changed += fmt::format("{}{}", changed.empty() ? "changed " : ", ", field.name);
        const auto from = field.type->write(was), to = field.type->write(is);
        if (!from.is_structured() && !to.is_structured())
            changed +=
                fmt::format(" from {} to {}", api::to_json_text(from), api::to_json_text(to));
    }
    if (before.enabled == after.enabled) return changed;
    const std::string switched = after.enabled ? "switched the alert on" : "switched the alert off";
    return changed.empty() ? switched : switched + " and " + changed;
}

std::string sentence_of(const AlertRule& rule, const Measurement& measured) {
    const auto subject = subject_of(rule);
    if (measured.has_failed)
        return fmt::format("{} could not be measured: {}", subject, measured.explanation);
    const auto window = window_text(rule.window());
    if (!measured.value)
        return fmt::format("{} has no data over {}: {}", subject, window, measured.explanation);
    if (measured.sample_count < *rule.min_samples)
        return fmt::format("{} has no data over {}: {} of at least {} samples", subject, window,
                           measured.sample_count, *rule.min_samples);
    return fmt::format("{} is {} over {} ({}); limit: {}", subject,
                       measured_text(rule, *measured.value), window, measured.explanation,
                       condition_text(rule));
}

}  // namespace ontos
