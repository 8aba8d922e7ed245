// Whose fault it is that ONNX Runtime could not score: the rows', or ours.
#include "deploy/inference/run_failure.hpp"

#include <algorithm>
#include <array>

#include "deploy/inference/mistakes.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

/// What the operator itself said: "Unknown Category and zeros = 0".
std::string reason_in(std::string_view message) {
    constexpr std::string_view mark = "Status Message: ";
    constexpr std::size_t shown_max = 200;
    const auto at = message.rfind(mark);
    if (at != message.npos) message.remove_prefix(at + mark.size());
    return is_utf8(message) ? sentence(shortened(message, shown_max)) : "its log has the reason.";
}

bool is_about_memory(std::string_view message) {
    constexpr std::array<std::string_view, 3> marks{"allocate memory", "Available memory",
                                                    "bad_alloc"};
    return std::ranges::any_of(
        marks, [&](std::string_view mark) { return message.find(mark) != message.npos; });
}

}  // namespace

Failure run_failure(const FailedRun& run) {
    const Cause cause{std::string{run.message}};
    if (run.is_invalid_argument)
        return Failure{FailureKind::invalid, "The model refused the shapes or values of the input.",
                       cause}
            .code("invalid_input");
    if (run.has_answered && !is_about_memory(run.message))
        return Failure{FailureKind::unprocessable,
                       "The model cannot score these rows: " + reason_in(run.message), cause}
            .code("model_refused_input")
            .hint(
                "It has scored others: look for a value that it was not trained on, such as an "
                "unknown category.");
    return Failure{FailureKind::internal, "The model failed on this input.", cause}.code(
        "model_failed");
}

}  // namespace ontos
