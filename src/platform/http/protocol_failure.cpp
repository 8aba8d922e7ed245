// Failures of HTTP itself as replies.
#include "platform/http/protocol_failure.hpp"

#include "platform/api/problem.hpp"

namespace ontos::http {

api::Reply protocol_reply(const ProtocolFailure& failure, const api::RequestHead& head) {
    api::Problem problem;
    problem.detail = failure.what();
    problem.status = failure.status();
    problem.code = failure.code();
    return api::problem_reply(std::move(problem), head);
}

std::string_view reason_of(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 304:
            return "Not Modified";
        default:
            return api::title_of(status);
    }
}

}  // namespace ontos::http
