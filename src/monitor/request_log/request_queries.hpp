#pragma once
// The questions that people ask of the request log.

#include <functional>

#include "monitor/metrics/model.hpp"
#include "monitor/request_log/feature_value.hpp"
#include "monitor/request_log/request_log.hpp"
#include "platform/api/router.hpp"

namespace ontos {

struct LoggedRequestPath {
    std::string id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&LoggedRequestPath::id>(
            "Id of the entry, or X-Request-Id: then the newest entry of it.")};
    }
};

/// What people said of an answer, by request id, as its GET answers it.
using AskFeedback = std::function<std::vector<api::json::value>(const LoggedRequest& request)>;
/// The columns of a model version in their order; empty if it is not there any more.
using AskColumns = std::function<std::vector<std::string>(const std::string& model_name,
                                                          const std::string& version)>;

/// Thread safe. Every answer has all that was served before the question.
class RequestQueries {
public:
    /// All must outlive it. `feedback` may be absent: then there is none.
    RequestQueries(sql::Database& database, RequestLog& log, const Clock& clock,
                   EndpointDirectory endpoints, AskColumns columns, AskFeedback feedback = {});

    /// Those that sent such a value, newest first: what was asked for of them, and no more.
    struct ValueWanted {
        EndpointId endpoint;
        Interval window;
        std::string feature;
        ValueTest matches;
        int limit = 10;
    };
    std::vector<std::string> request_ids_with(const ValueWanted& wanted);

    RequestsPage list_requests(const api::Query<RequestsQuery>& query);
    LoggedExchange show_request(const api::Path<LoggedRequestPath>& path);

private:
    request_log_store::Filter filter_of(const RequestsQuery& query) const;
    struct Looking {
        const std::string& feature;
        const ValueTest& matches;
        int limit;
    };
    void read_pieces(const Looking& looking, request_log_store::Filter filter, RequestsPage& page);
    bool has_feature(const LoggedRequest& request, const Looking& looking, std::size_t& bytes_read);

    sql::Database& database_;
    RequestLog& log_;
    const Clock& clock_;
    const EndpointDirectory endpoints_;
    const AskColumns columns_;
    const AskFeedback feedback_;
};

void mount(api::Router& router, RequestQueries& queries);

}  // namespace ontos
