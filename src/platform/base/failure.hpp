#pragma once
// How a request or a step ends early: a Failure for the outside, check() for our own mistakes.

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ontos {

/// Why something ended. One table in `platform/api` maps it to an HTTP status.
enum class FailureKind {
    invalid,              // 400
    unauthorized,         // 401
    forbidden,            // 403
    not_found,            // 404
    method_not_allowed,   // 405
    conflict,             // 409
    precondition_failed,  // 412
    too_large,            // 413
    unsupported_media,    // 415
    unprocessable,        // 422
    rate_limited,         // 429
    internal,             // 500
    unavailable,          // 503
    timeout,              // 504
    out_of_space          // 507
};

/// One broken rule: which value (`/body/threshold`, `/query/page`) and what it must be.
struct Violation {
    std::string where;
    std::string what;
};

/// What the log needs and the client must not see. A type of its own, so that it cannot be
/// swapped with the message.
struct Cause {
    std::string text;
};

/// Thrown for what ends the request or the step. The message is for the client.
class Failure : public std::exception {
public:
    Failure(FailureKind kind, std::string message);
    Failure(FailureKind kind, std::string message, Cause cause);

    /// A stable snake_case word for programs; without one, the kind's name is used.
    Failure code(std::string_view code) &&;
    /// What to do next, one sentence.
    Failure hint(std::string hint) &&;
    Failure violations(std::vector<Violation> list) &&;
    /// When to come back: becomes `Retry-After`, rounded up to whole seconds.
    Failure retry_after(std::chrono::milliseconds delay) &&;

    const char* what() const noexcept override { return message_.c_str(); }
    FailureKind kind() const { return kind_; }
    const std::string& message() const { return message_; }
    const std::string& code() const { return code_; }
    const std::string& hint() const { return hint_; }
    const std::string& cause() const { return cause_.text; }
    const std::vector<Violation>& violations() const { return violations_; }
    std::optional<std::chrono::milliseconds> retry_after() const { return retry_after_; }

private:
    FailureKind kind_;
    std::string message_, code_, hint_;
    Cause cause_;
    std::vector<Violation> violations_;
    std::optional<std::chrono::milliseconds> retry_after_;
};

/// `invalid`; the message names the first three of the list, which has at least one.
Failure broken_rules(std::vector<Violation> list);

/// The kind's own name: the default code of a Failure.
std::string_view to_text(FailureKind kind);

/// Our own mistake: throws std::logic_error, which is answered as 500 with an incident id.
void check(bool condition, std::string_view what_must_hold);

}  // namespace ontos
