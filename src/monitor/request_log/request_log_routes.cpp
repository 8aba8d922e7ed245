// Where the request log is found.
#include "monitor/request_log/request_queries.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr std::array routes{
    api::get<&RequestQueries::list_requests>(
        "/monitoring/requests", "List requests that were served.", Right::monitor_read),
    api::get<&RequestQueries::show_request>("/monitoring/requests/{id}",
                                            "Show a request, what it sent and what was answered.",
                                            Right::monitor_read),
};

}  // namespace

void mount(api::Router& router, RequestQueries& queries) {
    router.mount(queries, routes, "Monitoring");
}

}  // namespace ontos
