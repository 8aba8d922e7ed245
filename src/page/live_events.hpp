#pragma once
// The event stream: what has changed, told at once to every page that listens.

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "platform/api/router.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/random.hpp"

namespace ontos {

/// The `data` of an event.
struct LiveEvent {
    std::string topic;
    Timestamp at;
    api::json::value items;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&LiveEvent::topic>("What it is about, as the event's own name."),
            api::field<&LiveEvent::at>("When it was collected."),
            api::field<&LiveEvent::items>(
                "What has changed since the topic's event before: an array.")};
    }
};

/// A thing that pages follow.
struct LiveTopic {
    std::string name;
    api::Right right = api::Right::monitor_read;  ///< what it takes to be told of it
    std::chrono::milliseconds period{1000};       ///< at least 250 ms between two events
    /// What has changed since the call before, bounded by whoever says it. Called by one thread,
    /// and only while somebody listens. Null: nothing ever happens here.
    std::function<api::json::array()> collect;
};

struct EventsQuery {
    std::string topics;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&EventsQuery::topics>(
            "Topics, parted by commas; without it all that the caller has the right to read.",
            api::max_length(200))};
    }
};

struct EventsHeaders {
    std::optional<std::string> last_event_id;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&EventsHeaders::last_event_id>(
            "The last event that was seen: those after it come first, or `reset` where they are "
            "gone.",
            api::max_length(100))};
    }
};

/// Thread safe. The newest events are kept once for all listeners, so that a listener costs its
/// place alone; one that falls too far behind is told `reset`, and its stream ends.
class LiveEvents {
public:
    static constexpr std::size_t listeners_max = 256;
    static constexpr std::size_t kept_max = 512;     ///< events
    static constexpr std::uint64_t behind_max = 64;  ///< events, of one listener

    LiveEvents(const Clock& clock, Random& random, std::vector<LiveTopic> topics);

    /// Every 250 ms: collects what is due. What a topic throws ends this step, not the topic.
    void step();

    /// Throws Failure{invalid} for a topic that does not exist, Failure{forbidden} for one that the
    /// caller may not read (or where they may read none), Failure{unavailable} when there are as
    /// many listeners as it takes.
    api::EventStream<LiveEvent> stream_events(api::CallerInput caller,
                                              const api::Query<EventsQuery>& query,
                                              const api::Header<EventsHeaders>& headers);

private:
    struct Shared;
    class Feed;

    std::vector<bool> topics_of(const api::Caller& caller, std::string_view names) const;

    const Clock& clock_;
    const std::vector<LiveTopic> topics_;
    std::vector<SteadyTime> due_;
    std::shared_ptr<Shared> shared_;
};

void mount(api::Router& router, LiveEvents& events);

}  // namespace ontos
