#pragma once
// Places and pages in the routes of the endpoints.

#include <optional>
#include <string>

#include "platform/api/codec.hpp"

namespace ontos {

struct EndpointPath {
    std::string endpoint_name;
    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&EndpointPath::endpoint_name>("Name or registry id.", api::max_length(255))};
    }
};

struct RevisionPath {
    std::string endpoint_name;
    std::int64_t revision = 0;
    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&RevisionPath::endpoint_name>("Name or registry id.", api::max_length(255)),
            api::field<&RevisionPath::revision>("Number of the revision.", api::minimum(1))};
    }
};

struct ServedModelPath {
    std::string model_name;
    static constexpr auto fields(auto...) {
        return std::array{api::field<&ServedModelPath::model_name>(
            "The model: catalog.schema.model.", api::max_length(255))};
    }
};

struct EndpointsQuery {
    int limit = 1000;
    std::string cursor;
    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&EndpointsQuery::limit>("Rows of a page.", api::minimum(1),
                                                api::maximum(1000)),
            api::option<&EndpointsQuery::cursor>("From the Link header.", api::max_length(600))};
    }
};

struct HistoryQuery {
    int limit = 10;
    static constexpr auto fields(auto...) {
        return std::array{api::option<&HistoryQuery::limit>("How many revisions.", api::minimum(1),
                                                            api::maximum(100))};
    }
};

struct RevisionsQuery {
    std::optional<api::Moment> as_of;
    int limit = 20;
    std::optional<std::int64_t> cursor;
    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&RevisionsQuery::as_of>(
                "Only the revision that served then: RFC 3339, epoch milliseconds, or now-1h."),
            api::option<&RevisionsQuery::limit>("Rows of a page.", api::minimum(1),
                                                api::maximum(100)),
            api::option<&RevisionsQuery::cursor>("next_cursor of the page before.",
                                                 api::minimum(1))};
    }
};

}  // namespace ontos
