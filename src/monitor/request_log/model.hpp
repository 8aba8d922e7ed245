#pragma once
// What the request log keeps and answers.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/api/codec.hpp"

namespace ontos {

/// A request to an endpoint, as the list shows it.
struct LoggedRequest {
    std::string id, request_id, client_request_id;
    Timestamp created_at{};
    std::string endpoint_id, endpoint_name, served_entity, model_name, model_version;
    std::int64_t revision = 0;
    std::int32_t status = 0;
    double total_ms = 0, model_ms = 0, queue_ms = 0;
    std::int64_t row_count = 0, bytes_in = 0, bytes_out = 0;
    std::string requester, session_id, error_code, error;
    double kept_share = 1;
    std::optional<double> payload_share;

    static constexpr auto fields(auto...) {
        using T = LoggedRequest;
        return std::array{
            api::field<&T::id>(
                "Identifier of the entry; of an ingested request the `id` that was answered."),
            api::field<&T::request_id>("The request's X-Request-Id."),
            api::field<&T::client_request_id>(
                "What the client called it in the body; empty without."),
            api::field<&T::created_at>("When it arrived."),
            api::field<&T::endpoint_id>("Identifier of the endpoint."),
            api::field<&T::endpoint_name>("Name of the endpoint at that time."),
            api::field<&T::served_entity>("Served entity; empty where none was picked."),
            api::field<&T::model_name>("Model; empty where none was picked."),
            api::field<&T::model_version>("Model version; empty where none was picked."),
            api::field<&T::revision>("Revision of the endpoint that answered."),
            api::field<&T::status>("HTTP status of the answer."),
            api::field<&T::total_ms>("Milliseconds from its arrival to its answer."),
            api::field<&T::model_ms>("Milliseconds inside the model."),
            api::field<&T::queue_ms>("Milliseconds of waiting."),
            api::field<&T::row_count>("Rows to score."),
            api::field<&T::bytes_in>("Bytes of the query."),
            api::field<&T::bytes_out>("Bytes of the prediction; 0 if it failed."),
            api::field<&T::requester>("Who asked; empty for what was served elsewhere."),
            api::field<&T::session_id>("The header X-Session-Id; empty without."),
            api::field<&T::error_code>("Why it failed, as a word; empty if it did not."),
            api::field<&T::error>("Why it failed, redacted; empty if it did not."),
            api::field<&T::kept_share>(
                "Share of requests like this that were kept at that time: 1 is all of them."),
            api::field<&T::payload_share>(
                "Share of payloads that were kept at that time; null: not this one's.")};
    }
};

/// What was sent and answered, redacted.
struct LoggedPayload {
    api::json::value query, answer;
    bool is_query_cut = false, is_answer_cut = false;

    static constexpr auto fields(auto...) {
        using T = LoggedPayload;
        return std::array{
            api::field<&T::query>("The body of the query; null if it was no JSON."),
            api::field<&T::answer>("The body of the prediction; null if there was none."),
            api::field<&T::is_query_cut>("Whether the end of the query is missing."),
            api::field<&T::is_answer_cut>("Whether the end of the answer is missing.")};
    }
};

struct LoggedExchange {
    LoggedRequest request;
    std::optional<LoggedPayload> payload;
    std::vector<api::json::value> feedback;

    static constexpr auto fields(auto...) {
        using T = LoggedExchange;
        return std::array{api::field<&T::request>("The entry."),
                          api::field<&T::payload>("What was sent and answered, if it was kept."),
                          api::field<&T::feedback>("What people said of the answer.")};
    }
};

struct RequestsQuery {
    std::optional<std::string> endpoint_id, status, model_version;
    std::optional<double> min_latency_ms, max_latency_ms;
    std::optional<api::Moment> since, until;
    std::optional<std::string> feature, value;
    int limit = 50;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        using T = RequestsQuery;
        return std::array{
            api::option<&T::endpoint_id>("Only of this endpoint: id or name."),
            api::option<&T::status>("Only this status, `503`, or its class, `5xx`.",
                                    api::pattern("^[1-5]([0-9]{2}|xx)$")),
            api::option<&T::model_version>("Only of this model version."),
            api::option<&T::min_latency_ms>("Only as slow as this or slower.", api::minimum(0)),
            api::option<&T::max_latency_ms>("Only as fast as this or faster.", api::minimum(0)),
            api::option<&T::since>("Not older than this."),
            api::option<&T::until>("Older than this."),
            api::option<&T::feature>(
                "With `value`: only requests of which a row has this value in this column.",
                api::min_length(1), api::max_length(500)),
            api::option<&T::value>("The value that `feature` must have: a text, or a number "
                                   "however it is written.",
                                   api::max_length(1000)),
            api::option<&T::limit>("Most entries of a page.", api::minimum(1), api::maximum(100)),
            api::option<&T::cursor>("`next_cursor` of the page before.", api::max_length(100))};
    }
};

struct RequestsPage {
    std::vector<LoggedRequest> items;
    std::optional<std::string> next_cursor;
    std::map<std::string, std::int64_t> dropped_requests;

    static constexpr auto fields(auto...) {
        using T = RequestsPage;
        return std::array{
            api::field<&T::items>("Newest first."),
            api::field<&T::next_cursor>(
                "Where to go on; null at the end. A page may have fewer entries than the limit, "
                "or none, and still not be the last: a rare value is looked for piece by piece."),
            api::field<&T::dropped_requests>(
                "By endpoint id: entries that were lost since the server started, because they "
                "came faster than they could be written.")};
    }
};

}  // namespace ontos
