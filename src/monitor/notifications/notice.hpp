#pragma once
// A notice: what happened to an alert, with all that its reader needs.

#include <boost/describe.hpp>

#include "platform/api/codec.hpp"

namespace ontos {

/// What is told. `repeated`: it still fires after repeat_interval. `flapping`: it changes so often
/// that no more is told until it is stable. `stable`: it is again. `job`: a training job, for its
/// trainer.
BOOST_DEFINE_ENUM_CLASS(NoticeEvent, firing, repeated, no_data, error, acknowledged, resolved,
                        flapping, stable, test, job)

BOOST_DEFINE_ENUM_CLASS(AlertSeverity, info, warning, error, critical)

struct NoticeLink {
    std::string text, url;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&NoticeLink::text>("What is there."),
                          api::field<&NoticeLink::url>("Where it is.")};
    }
};

/// One notice, as it is kept in the outbox and sent as `data` of a webhook. Texts of people may be
/// of any length: what is sent is cut to what each receiver takes.
struct Notice {
    NoticeEvent event = NoticeEvent::firing;
    std::string alert_id, name;
    std::string endpoint_id, endpoint_name;
    std::string alert_type, metric;
    AlertSeverity severity = AlertSeverity::warning;
    std::string message;
    std::optional<double> current_value, threshold;
    std::string condition, unit;
    std::optional<std::int64_t> sample_count, window_minutes;
    std::optional<std::int64_t> revision;
    std::string model_version;
    std::optional<Timestamp> last_deployed_at;
    std::string last_deployed_by;
    std::string runbook_url;
    std::map<std::string, std::string> labels;
    std::vector<NoticeLink> links;
    std::string by;
    Timestamp starts_at{};
    std::optional<Timestamp> ends_at;
    Timestamp occurred_at{};
    std::int64_t sequence = 0;
    std::string group_key;
    std::int64_t repeat_interval_seconds = 14'400;
    std::string topic;
    std::map<std::string, api::json::value> data;

    static constexpr auto fields(auto...) {
        using T = Notice;
        return std::array{
            api::field<&T::event>("What happened."),
            api::field<&T::alert_id>("The alert rule; of a channel's test, the channel."),
            api::field<&T::name>("Its name."),
            api::omit_empty<&T::endpoint_id>("The endpoint it watches."),
            api::omit_empty<&T::endpoint_name>("That endpoint's name."),
            api::omit_empty<&T::alert_type>("What kind of thing it watches: `drift`, `latency`."),
            api::omit_empty<&T::metric>("What exactly: `p95`, a feature."),
            api::field<&T::severity>("How bad it is."),
            api::field<&T::message>("What happened, in one sentence."),
            api::option<&T::current_value>("The value that was measured."),
            api::option<&T::threshold>("The value that it is held against."),
            api::omit_empty<&T::condition>("How: `gt`, `lt`, `eq`."),
            api::omit_empty<&T::unit>("Of value and threshold: `ms`."),
            api::option<&T::sample_count>("How many requests or rows the value is of."),
            api::option<&T::window_minutes>("Over how many minutes."),
            api::option<&T::revision>("The revision that serves."),
            api::omit_empty<&T::model_version>("The model version that serves."),
            api::option<&T::last_deployed_at>("When the endpoint was last changed."),
            api::omit_empty<&T::last_deployed_by>("Who changed it."),
            api::omit_empty<&T::runbook_url>("What to do."),
            api::omit_empty<&T::labels>("Labels of the rule and of the series."),
            api::omit_empty<&T::links>("Where to look."),
            api::omit_empty<&T::by>("Who acknowledged, resolved or tested it."),
            api::field<&T::starts_at>("When the episode began: the same in all its notices."),
            api::option<&T::ends_at>("When it ended."),
            api::field<&T::occurred_at>("When this happened."),
            api::field<&T::sequence>("Counts the notices of an episode."),
            api::omit_empty<&T::group_key>("What notices of one incident share; else the alert."),
            api::option<&T::repeat_interval_seconds>("After so long it is told again."),
            api::omit_empty<&T::topic>("What a webhook calls it, if it is not of an alert."),
            api::omit_empty<&T::data>("What a webhook is sent then, instead of all this.")};
    }
};

/// The same in all notices of an episode: what a receiver opens and closes an incident by.
std::string dedup_key(const Notice& notice);

/// The webhook-id: the same for the same notice to the same destination, whoever asks and how
/// often.
std::string delivery_id(const Notice& notice, std::string_view destination);

}  // namespace ontos
