// How a request or a step ends early.
#include "platform/base/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ontos {

Failure::Failure(FailureKind kind, std::string message)
    : Failure{kind, std::move(message), Cause{}} {}

Failure::Failure(FailureKind kind, std::string message, Cause cause)
    : kind_{kind}, message_{std::move(message)}, code_{to_text(kind)}, cause_{std::move(cause)} {}

Failure Failure::code(std::string_view code) && {
    code_ = code;
    return std::move(*this);
}

Failure Failure::hint(std::string hint) && {
    hint_ = std::move(hint);
    return std::move(*this);
}

Failure Failure::violations(std::vector<Violation> list) && {
    violations_ = std::move(list);
    return std::move(*this);
}

Failure Failure::retry_after(std::chrono::milliseconds delay) && {
    retry_after_ = delay;
    return std::move(*this);
}

Failure broken_rules(std::vector<Violation> list) {
    check(!list.empty(), "a rule is broken");
    constexpr std::size_t named = 3;
    std::string message = list.size() == 1
                              ? "The request breaks a rule: "
                              : fmt::format("The request breaks {} rules: ", list.size());
    for (std::size_t i = 0; i < std::min(named, list.size()); ++i)
        message += fmt::format("{}{} {}", i ? "; " : "", list[i].where, list[i].what);
    message += list.size() > named ? "; and more." : ".";
    return Failure{FailureKind::invalid, std::move(message)}.violations(std::move(list));
}

std::string_view to_text(FailureKind kind) {
    switch (kind) {
        case FailureKind::invalid:
            return "invalid";
        case FailureKind::unauthorized:
            return "unauthorized";
        case FailureKind::forbidden:
            return "forbidden";
        case FailureKind::not_found:
            return "not_found";
        case FailureKind::method_not_allowed:
            return "method_not_allowed";
        case FailureKind::conflict:
            return "conflict";
        case FailureKind::precondition_failed:
            return "precondition_failed";
        case FailureKind::too_large:
            return "too_large";
        case FailureKind::unsupported_media:
            return "unsupported_media";
        case FailureKind::unprocessable:
            return "unprocessable";
        case FailureKind::rate_limited:
            return "rate_limited";
        case FailureKind::internal:
            return "internal";
        case FailureKind::unavailable:
            return "unavailable";
        case FailureKind::timeout:
            return "timeout";
        case FailureKind::out_of_space:
            return "out_of_space";
    }
    return "internal";
}

void check(bool condition, std::string_view what_must_hold) {
    if (!condition) throw std::logic_error{"must hold: " + std::string{what_must_hold}};
}

}  // namespace ontos
