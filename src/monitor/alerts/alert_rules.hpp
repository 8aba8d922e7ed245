#pragma once
// What a rule must be to make sense, and what is usual for its type.

#include "monitor/alerts/alert.hpp"
#include "platform/base/failure.hpp"

namespace ontos {

/// With fewer rows or labels the types that look at features or labels have no value, whatever
/// min_samples says: so it cannot be less.
inline constexpr std::int32_t feature_samples_min = 50, label_samples_min = 30;

/// Fills what was left out and depends on the type: metric, window, samples, name.
AlertRule completed(AlertRule rule);

/// `rule`, which `known` was changed to, completed: a name that was made from `known` is made anew.
AlertRule completed_change(const AlertRule& known, AlertRule rule);

/// Of a completed rule. Throws Failure{invalid} with every broken rule; its sentence names the
/// unit. What `before`, the rule that it changes, broke in the same way is left alone. What only
/// the database knows (alerts, channels) is not looked at.
void require_sensible(const AlertRule& rule, const AlertRule* before = nullptr);

/// Whether the rule's metric names a feature, a prediction or a score.
bool is_of_features(AlertType type);

/// Of such a rule: its metric is `max` or one of these; where none is known yet, any. Throws
/// Failure{invalid} that names some.
void require_known_feature(const AlertRule& rule, const std::vector<std::string>& features);

/// Labels that every alert has: they cannot be set.
inline constexpr std::array own_labels{"alert_id", "alert_name",  "alert_type",
                                       "endpoint", "endpoint_id", "severity"};

/// The rule's labels and those that every alert has.
std::map<std::string, std::string> labels_of(const Alert& alert);

/// What alerts that are one incident share, by the rule's group_by; empty without.
std::string group_key_of(const Alert& alert);

}  // namespace ontos
