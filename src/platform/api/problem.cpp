// The error body of the API, and which status each kind of failure has.
#include "platform/api/problem.hpp"

#include <algorithm>
#include <new>

#include "platform/api/router.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/logging.hpp"
#include "platform/base/random.hpp"

namespace ontos::api {
namespace {

constexpr std::chrono::seconds default_retry_after{1};

std::string seconds_up(std::chrono::milliseconds delay) {
    return std::to_string(
        std::max(std::chrono::ceil<std::chrono::seconds>(delay), default_retry_after).count());
}

bool wants_retry_after(FailureKind kind) {
    return kind == FailureKind::rate_limited || kind == FailureKind::unavailable;
}

Reply incident_reply(std::string_view cause, const RequestHead& head) {
    SystemRandom random;
    auto incident = new_id(SystemClock{}, random);
    log_error("a request failed inside", {{"incident_id", incident},
                                          {"request_id", head.request_id},
                                          {"method", head.method_text},
                                          {"path", head.path()},
                                          {"cause", cause}});
    return problem_reply({.detail = "The server failed; incident " + incident + " is in its log.",
                          .title = {},
                          .status = 500,
                          .code = "internal",
                          .request_id = {},
                          .hint = "Give the incident id to whoever runs the server.",
                          .incident_id = std::move(incident),
                          .errors = {}},
                         head);
}

/// What is left when memory has run out while answering that memory has run out.
Reply last_reply() noexcept {
    Reply reply;
    reply.status = 503;
    reply.static_body =
        R"({"detail":"The server is out of memory.","title":"Service Unavailable","status":503,)"
        R"("code":"unavailable","request_id":""})";
    return reply;
}

}  // namespace

int status_of(FailureKind kind) {
    switch (kind) {
        case FailureKind::invalid:
            return 400;
        case FailureKind::unauthorized:
            return 401;
        case FailureKind::forbidden:
            return 403;
        case FailureKind::not_found:
            return 404;
        case FailureKind::method_not_allowed:
            return 405;
        case FailureKind::conflict:
            return 409;
        case FailureKind::precondition_failed:
            return 412;
        case FailureKind::too_large:
            return 413;
        case FailureKind::unsupported_media:
            return 415;
        case FailureKind::unprocessable:
            return 422;
        case FailureKind::rate_limited:
            return 429;
        case FailureKind::internal:
            return 500;
        case FailureKind::unavailable:
            return 503;
        case FailureKind::timeout:
            return 504;
        case FailureKind::out_of_space:
            return 507;
    }
    return 500;
}

std::string_view title_of(int status) {
    switch (status) {
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        case 507:
            return "Insufficient Storage";
        default:
            return "Error";
    }
}

Reply problem_reply(Problem problem, const RequestHead& head) {
    problem.title = title_of(problem.status);
    problem.request_id = head.request_id;
    auto reply = json_reply(problem.status, to_json(problem));
    const auto accept = head.headers.find("Accept").value_or("");
    if (accept.find("application/problem+json") != accept.npos)
        reply.content_type = "application/problem+json";
    return reply;
}

Reply failure_reply(const Failure& failure, const RequestHead& head) {
    if (failure.kind() == FailureKind::internal)
        return incident_reply(failure.message() + ": " + failure.cause(), head);
    Problem problem{.detail = failure.message(),
                    .title = {},
                    .status = status_of(failure.kind()),
                    .code = failure.code(),
                    .request_id = {},
                    .hint = failure.hint(),
                    .incident_id = {},
                    .errors = {}};
    for (const auto& [where, what] : failure.violations()) problem.errors.push_back({where, what});
    auto reply = problem_reply(std::move(problem), head);
    if (failure.retry_after() || wants_retry_after(failure.kind()))
        reply.headers.emplace_back("Retry-After",
                                   seconds_up(failure.retry_after().value_or(default_retry_after)));
    if (failure.kind() == FailureKind::unauthorized)
        reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"ontos\"");
    if (!failure.cause().empty())
        log_warning("a request was refused", {{"request_id", head.request_id},
                                              {"code", failure.code()},
                                              {"cause", failure.cause()}});
    return reply;
}

Reply current_exception_reply(const RequestHead& head) noexcept {
    try {
        try {
            throw;
        } catch (const ReadyReply& ready) {
            return ready.reply;
        } catch (const Failure& failure) {
            return failure_reply(failure, head);
        } catch (const std::bad_alloc&) {
            return failure_reply({FailureKind::unavailable, "The server is out of memory."}, head);
        } catch (const std::exception& error) {
            return incident_reply(error.what(), head);
        } catch (...) {
            return incident_reply("something that is no std::exception", head);
        }
    } catch (...) {
        return last_reply();
    }
}

}  // namespace ontos::api
