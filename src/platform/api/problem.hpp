#pragma once
// The error body of the API (RFC 9457 with the members of API.md).

#include "platform/api/codec.hpp"
#include "platform/api/exchange.hpp"

namespace ontos::api {

/// One broken rule, as it travels.
struct ProblemError {
    std::string where, what;

    static constexpr auto fields(auto...) {
        return std::array{
            field<&ProblemError::where>("The bad value, as a JSON pointer into the request.",
                                        example(R"("/body/threshold")")),
            field<&ProblemError::what>("The rule that it breaks.",
                                       example(R"("must be at most 1")"))};
    }
};

/// The body of every failed answer.
struct Problem {
    std::string detail, title;
    int status = 500;
    std::string code, request_id, hint, incident_id;
    std::vector<ProblemError> errors;

    static constexpr auto fields(auto...) {
        return std::array{
            field<&Problem::detail>("What went wrong, in one sentence."),
            field<&Problem::title>("The name of the status."),
            field<&Problem::status>("The HTTP status."),
            field<&Problem::code>("A stable word for programs.", example(R"("not_found")")),
            field<&Problem::request_id>("The request, as in X-Request-Id."),
            omit_empty<&Problem::hint>("What to do next."),
            omit_empty<&Problem::incident_id>("Where to look in the log: with status 500."),
            omit_empty<&Problem::errors>("Every rule that the request breaks.")};
    }
};

/// The name of an HTTP status: "Not Found".
std::string_view title_of(int status);

/// The problem as a reply: fills in title and request id, and is problem+json where the request
/// accepts it.
Reply problem_reply(Problem problem, const RequestHead& head);

}  // namespace ontos::api
