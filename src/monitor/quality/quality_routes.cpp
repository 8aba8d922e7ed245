// Where labels and quality are found.
#include "monitor/quality/labels.hpp"
#include "monitor/quality/quality_queries.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr api::About adding{
    api::UnknownMembers::refused,
    "Joined by the answer's request_id and the row. A label for the same request and row replaces "
    "the one before. Labels may come up to 30 days after the prediction, and before this server "
    "has heard of it. All of them are taken, or none."};

constexpr std::array label_routes{
    api::post<&Labels::add_labels>("/monitoring/labels", "Say what was true of predictions.",
                                   Right::monitor_write, adding),
};

constexpr std::array quality_routes{
    api::get<&QualityQueries::show_quality>(
        "/monitoring/quality/{endpoint_id}",
        "Show how good predictions were, and how good those without labels are likely to be.",
        Right::monitor_read),
};

}  // namespace

void mount(api::Router& router, Labels& labels) {
    router.mount(labels, label_routes, "Monitoring");
}

void mount(api::Router& router, QualityQueries& queries) {
    router.mount(queries, quality_routes, "Monitoring");
}

}  // namespace ontos
