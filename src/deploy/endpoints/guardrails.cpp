// Rules on what goes in and out of an endpoint, and which of them this server can enforce.
#include "deploy/endpoints/guardrails.hpp"

namespace ontos {
namespace {

void add_text_rules(std::vector<std::string>& out, const std::string& side,
                    const TextGuardrails& rules) {
    if (rules.safety) out.push_back(side + ".safety");
    if (rules.pii_behavior != PiiBehavior::NONE) out.push_back(side + ".pii_behavior");
    if (!rules.invalid_keywords.empty()) out.push_back(side + ".invalid_keywords");
    if (!rules.valid_topics.empty()) out.push_back(side + ".valid_topics");
}

}  // namespace

std::chrono::seconds length_of(RenewalPeriod period) {
    using namespace std::chrono_literals;
    switch (period) {
        case RenewalPeriod::second:
        case RenewalPeriod::SECOND:
            return 1s;
        case RenewalPeriod::minute:
        case RenewalPeriod::MINUTE:
            return 60s;
        case RenewalPeriod::hour:
        case RenewalPeriod::HOUR:
            return 3600s;
        case RenewalPeriod::day:
        case RenewalPeriod::DAY:
            return 86'400s;
    }
    return 60s;
}

std::vector<std::string> not_enforceable(const Guardrails& guardrails) {
    std::vector<std::string> out;
    add_text_rules(out, "input_guardrails", guardrails.input_guardrails);
    add_text_rules(out, "output_guardrails", guardrails.output_guardrails);
    return out;
}

Guardrails normalised(Guardrails guardrails) {
    for (auto& limit : guardrails.rate_limits) switch (limit.renewal_period) {
            case RenewalPeriod::SECOND:
                limit.renewal_period = RenewalPeriod::second;
                break;
            case RenewalPeriod::MINUTE:
                limit.renewal_period = RenewalPeriod::minute;
                break;
            case RenewalPeriod::HOUR:
                limit.renewal_period = RenewalPeriod::hour;
                break;
            case RenewalPeriod::DAY:
                limit.renewal_period = RenewalPeriod::day;
                break;
            default:
                break;
        }
    return guardrails;
}

}  // namespace ontos
