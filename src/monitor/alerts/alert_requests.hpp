#pragma once
// What clients send to the alerts, and the lists that they get.

#include "monitor/alerts/alert_event.hpp"
#include "platform/api/changes.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/api/route.hpp"

namespace ontos {

struct NewAlert {
    std::string endpoint_id;
    AlertRule rule;

    static constexpr auto fields(auto...) {
        return api::joined(std::array{api::field<&NewAlert::endpoint_id>(
                               "Id or name of the endpoint.", api::max_length(255))},
                           api::inlined<&NewAlert::rule>());
    }
};
template <>
struct api::Codec<NewAlert> : api::InlinedCodec<NewAlert> {};

/// `type` and endpoint stay: another rule is another alert.
using AlertChange = api::Changes<AlertRule>;

struct AlertsQuery {
    std::optional<std::string> endpoint_id;
    std::optional<AlertStatus> status;
    std::optional<AlertType> alert_type;
    std::int32_t limit = 1000;
    std::string cursor;

    static constexpr auto fields(auto...) {
        using T = AlertsQuery;
        return std::array{
            api::option<&T::endpoint_id>("Only of this endpoint: id or name.",
                                         api::max_length(255)),
            api::option<&T::status>("Only those: what people said."),
            api::option<&T::alert_type>("Only of this type."),
            api::option<&T::limit>("Most alerts of one answer.", api::minimum(1),
                                   api::maximum(1000)),
            api::option<&T::cursor>("Where the answer before ended, from its Link header.",
                                    api::is_id_of_last)};
    }
};

struct AlertEventsQuery {
    std::int32_t limit = 100;
    std::string cursor;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&AlertEventsQuery::limit>(
                              "Events of a page.", api::minimum(1), api::maximum(1000)),
                          api::option<&AlertEventsQuery::cursor>(
                              "`next_cursor` of the page before.", api::is_id_of_last)};
    }
};

struct AlertEventPage {
    std::vector<AlertEvent> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&AlertEventPage::items>("Newest first."),
                          api::field<&AlertEventPage::next_cursor>(
                              "Where the next page starts; null at the end.")};
    }
};

struct BacktestRequest {
    std::string endpoint_id;
    AlertRule rule;
    api::Moment from{"now-7d"}, to{"now"};

    static constexpr auto fields(auto...) {
        using T = BacktestRequest;
        return api::joined(std::array{api::field<&T::endpoint_id>("Id or name of the endpoint.",
                                                                  api::max_length(255))},
                           api::inlined<&T::rule>(),
                           std::array{api::option<&T::from>("Where to begin."),
                                      api::option<&T::to>("Where to end.")});
    }
};
template <>
struct api::Codec<BacktestRequest> : api::InlinedCodec<BacktestRequest> {};

/// One time that the alert would have fired.
struct BacktestEpisode {
    Timestamp fired_at{};
    std::optional<Timestamp> resolved_at;
    std::optional<double> peak_value;
    std::string message;

    static constexpr auto fields(auto...) {
        using T = BacktestEpisode;
        return std::array{
            api::field<&T::fired_at>("When it would have fired."),
            api::field<&T::resolved_at>("When it would have resolved; null: it still fired."),
            api::field<&T::peak_value>("The value farthest beyond the threshold."),
            api::field<&T::message>("The evaluation that made it fire.")};
    }
};

struct BacktestReport {
    std::string endpoint_id, endpoint_name;
    Timestamp from{}, to{};
    std::int64_t step_seconds = 0;
    std::int32_t window_minutes = 0;
    std::vector<std::string> warnings;
    std::int64_t evaluations = 0, without_data = 0;
    std::int64_t fired = 0, notices = 0, firing_seconds = 0;
    std::optional<double> smallest_value, largest_value;
    std::vector<BacktestEpisode> episodes;

    static constexpr auto fields(auto...) {
        using T = BacktestReport;
        return std::array{
            api::field<&T::endpoint_id>("The endpoint."),
            api::field<&T::endpoint_name>("Its name."),
            api::field<&T::from>("The first evaluation."),
            api::field<&T::to>("The last one."),
            api::field<&T::step_seconds>(
                "Time between evaluations: 10 seconds live; in the past, the finest buckets that "
                "are kept for so long."),
            api::field<&T::window_minutes>(
                "What each evaluation looked at: the rule's window, widened to whole buckets."),
            api::field<&T::warnings>("Where it differs from what the rule would do live."),
            api::field<&T::evaluations>("How many there were."),
            api::field<&T::without_data>("How many of them had no data."),
            api::field<&T::fired>("How often it would have fired."),
            api::field<&T::notices>(
                "How many notices there would have been, without silences and other alerts."),
            api::field<&T::firing_seconds>("For how long it would have fired, in all."),
            api::field<&T::smallest_value>("Smallest value that was measured."),
            api::field<&T::largest_value>("Largest value that was measured."),
            api::field<&T::episodes>("The first 100 times.")};
    }
};

}  // namespace ontos
