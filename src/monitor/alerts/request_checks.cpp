// Checks of one request that are told at once.
#include "monitor/alerts/request_checks.hpp"

namespace ontos {

void RequestChecks::keep(std::string_view where, const Failure& failure) {
    if (failure.kind() != FailureKind::invalid && failure.kind() != FailureKind::not_found)
        throw failure;
    failures_.push_back(failure);
    for (const auto& violation : failure.violations()) violations_.push_back(violation);
    if (failure.violations().empty())
        violations_.push_back({std::string{where}, failure.message() + ' ' + failure.hint()});
}

void RequestChecks::require_none() const {
    if (failures_.empty()) return;
    if (failures_.size() == 1) throw failures_.front();
    throw Failure{FailureKind::invalid, failures_.front().message()}
        .code("invalid_rule")
        .violations(violations_);
}

}  // namespace ontos
