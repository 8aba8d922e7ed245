// The handlers of the request log's routes.
#include "monitor/request_log/request_queries.hpp"

#include "monitor/metrics/unknown_endpoint.hpp"
#include "monitor/request_log/feature_value.hpp"

namespace ontos {
namespace {

/// What one call may read of payloads before it answers what it has found.
constexpr std::size_t payload_bytes_max = 32u << 20;
constexpr int payloads_max = 5'000;

}  // namespace

RequestQueries::RequestQueries(sql::Database& database, RequestLog& log, const Clock& clock,
                               EndpointDirectory endpoints, AskColumns columns,
                               AskFeedback feedback)
    : database_{database},
      log_{log},
      clock_{clock},
      endpoints_{std::move(endpoints)},
      columns_{std::move(columns)},
      feedback_{std::move(feedback)} {}

request_log_store::Filter RequestQueries::filter_of(const RequestsQuery& query) const {
    request_log_store::Filter filter;
    if (query.endpoint_id) {
        const auto found = endpoints_.find(*query.endpoint_id);
        if (!found) throw unknown_endpoint(endpoints_, *query.endpoint_id);
        filter.endpoint_id = found->id.text;
    }
    if (query.feature.has_value() != query.value.has_value())
        throw Failure{FailureKind::invalid, "`feature` and `value` belong together."}.violations(
            {{query.feature ? "/query/value" : "/query/feature", "is required"}});
    if (query.status) {
        const bool is_class = query.status->ends_with("xx");
        filter.status_from =
            is_class ? (query.status->front() - '0') * 100 : std::stoi(*query.status);
        filter.status_to = filter.status_from + (is_class ? 100 : 1);
    }
    const auto now = clock_.now();
    filter.model_version = query.model_version;
    filter.min_latency_ms = query.min_latency_ms;
    filter.max_latency_ms = query.max_latency_ms;
    if (query.since) filter.since = query.since->at(now);
    if (query.until) filter.until = query.until->at(now);
    if (filter.since && filter.until && *filter.since >= *filter.until)
        throw Failure{FailureKind::invalid, "`until` must lie after `since`."}.violations(
            {{"/query/until", "must lie after since"}});
    if (filter.min_latency_ms && filter.max_latency_ms &&
        *filter.min_latency_ms > *filter.max_latency_ms)
        throw Failure{FailureKind::invalid, "`max_latency_ms` must be at least `min_latency_ms`."}
            .violations({{"/query/max_latency_ms", "must be at least min_latency_ms"}});
    if (query.cursor) filter.after = api::parse_page_cursor(*query.cursor);
    return filter;
}

bool RequestQueries::has_feature(const LoggedRequest& request, const Looking& looking,
                                 std::size_t& bytes_read) {
    if (!request.payload_share) return false;
    const auto payload = database_.read(
        [&](sql::Transaction& tx) { return request_log_store::find_payload(tx, request.id); });
    if (!payload || !payload->query) return false;
    bytes_read += payload->query->size();
    return has_value(api::json::parse(*payload->query), looking.feature, looking.matches,
                     columns_(request.model_name, request.model_version));
}

/// Piece by piece, until the page is full, the log ends or enough was read.
void RequestQueries::read_pieces(const Looking& looking, request_log_store::Filter filter,
                                 RequestsPage& page) {
    filter.limit = 100;
    std::size_t bytes_read = 0;
    for (int read = 0; read < payloads_max && bytes_read < payload_bytes_max;) {
        auto slice = database_.read(
            [&](sql::Transaction& tx) { return request_log_store::list(tx, filter); });
        for (auto& request : slice.requests) {
            const api::PageCursor place{request.created_at, request.id};
            if (has_feature(request, looking, bytes_read)) page.items.push_back(std::move(request));
            ++read;
            page.next_cursor = api::to_text(place);
            if (std::ssize(page.items) == looking.limit || bytes_read >= payload_bytes_max) return;
        }
        filter.after = slice.next;
        if (!slice.next) {
            page.next_cursor.reset();
            return;
        }
        page.next_cursor = api::to_text(*slice.next);
        // A piece that found nothing has read its fill of entries.
        if (slice.requests.empty()) return;
    }
}

std::vector<std::string> RequestQueries::request_ids_with(const ValueWanted& wanted) {
    log_.flush();
    request_log_store::Filter filter;
    filter.endpoint_id = wanted.endpoint.text;
    filter.since = wanted.window.from;
    filter.until = wanted.window.to;
    RequestsPage page;
    read_pieces({wanted.feature, wanted.matches, wanted.limit}, std::move(filter), page);
    std::vector<std::string> ids;
    for (auto& request : page.items) ids.push_back(std::move(request.request_id));
    return ids;
}

RequestsPage RequestQueries::list_requests(const api::Query<RequestsQuery>& query) {
    auto filter = filter_of(query);
    log_.flush();
    RequestsPage page;
    if (query.feature) {
        const auto matches = equal_to(*query.value);
        read_pieces({*query.feature, matches, query.limit}, std::move(filter), page);
    } else {
        filter.limit = query.limit;
        auto slice = database_.read(
            [&](sql::Transaction& tx) { return request_log_store::list(tx, filter); });
        page.items = std::move(slice.requests);
        if (slice.next) page.next_cursor = api::to_text(*slice.next);
    }
    page.dropped_requests = log_.dropped();
    std::erase_if(page.dropped_requests, [](const auto& one) { return one.second == 0; });
    return page;
}

LoggedExchange RequestQueries::show_request(const api::Path<LoggedRequestPath>& path) {
    log_.flush();
    auto [request, payload] = database_.read([&](sql::Transaction& tx) {
        auto found = request_log_store::find(tx, path.id);
        auto sent = found ? request_log_store::find_payload(tx, found->id) : std::nullopt;
        return std::pair{std::move(found), std::move(sent)};
    });
    if (!request)
        throw Failure{FailureKind::not_found, "There is no entry of a request \"" + path.id + "\"."}
            .code("request_not_found")
            .hint(
                "Above the rate of the log only a share of requests is kept, and all only for "
                "so many days.");
    LoggedExchange out{.request = *std::move(request), .payload = {}, .feedback = {}};
    const auto json_of = [](const std::optional<std::string>& text) {
        return text ? api::json::parse(*text) : api::json::value(nullptr);
    };
    if (payload)
        out.payload = {json_of(payload->query), json_of(payload->answer), payload->is_query_cut,
                       payload->is_answer_cut};
    if (feedback_) out.feedback = feedback_(out.request);
    return out;
}

}  // namespace ontos
