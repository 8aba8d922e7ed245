// The event stream: what has changed, told at once to every page that listens.
#include "page/live_events.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <deque>
#include <mutex>

#include <fmt/format.h>

#include "platform/access/access.hpp"
#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

constexpr std::string_view opening = "retry: 2000\n: open\n\n";
constexpr std::string_view reset_event =
    "event: reset\ndata: {\"hint\":\"Events were missed: read again what is shown.\"}\n\n";

}  // namespace

/// What listeners read: outlives the LiveEvents while a connection still holds a feed.
struct LiveEvents::Shared {
    struct Kept {
        std::size_t topic;
        std::string text;
    };

    const std::string epoch;  ///< of this process: ids of another one mean nothing
    std::atomic<std::size_t> listeners{0};
    std::mutex mutex;
    std::uint64_t next = 1;  ///< number of the next event; the newest kept one is before it
    std::deque<Kept> kept;

    std::uint64_t oldest() const { return next - kept.size(); }
};

class LiveEvents::Feed final : public api::EventFeed {
public:
    Feed(std::shared_ptr<Shared> shared, std::vector<bool> topics)
        : shared_{std::move(shared)}, topics_{std::move(topics)} {}
    ~Feed() override { shared_->listeners.fetch_sub(1); }
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    /// Goes on behind the event, or says that this cannot be.
    void resume(std::string_view last_event_id) {
        const std::lock_guard lock{shared_->mutex};
        next_ = shared_->next;
        pending_ = opening;
        if (last_event_id.empty()) return;
        const auto dash = last_event_id.rfind('-');
        std::uint64_t seen = 0;
        const auto* end = last_event_id.data() + last_event_id.size();
        const bool is_number =
            dash != last_event_id.npos &&
            std::from_chars(last_event_id.data() + dash + 1, end, seen).ptr == end;
        const bool is_ours = is_number && last_event_id.substr(0, dash) == shared_->epoch;
        if (is_ours && seen < shared_->next && seen + 1 >= shared_->oldest())
            next_ = seen + 1;
        else
            pending_ += reset_event;
        resumed_until_ = shared_->next;
    }

    std::optional<std::string> take() noexcept override {
        if (has_ended_) return std::nullopt;
        auto out = std::move(pending_);
        pending_.clear();
        const std::lock_guard lock{shared_->mutex};
        const auto first = std::max(next_, resumed_until_);
        if (next_ < shared_->oldest() ||
            shared_->next - std::min(first, shared_->next) > behind_max) {
            has_ended_ = true;
            return out += reset_event;
        }
        for (; next_ < shared_->next; ++next_) {
            const auto& event = shared_->kept[next_ - shared_->oldest()];
            if (topics_[event.topic]) out += event.text;
        }
        return out;
    }

private:
    const std::shared_ptr<Shared> shared_;
    const std::vector<bool> topics_;
    std::string pending_;
    std::uint64_t next_ = 1;
    std::uint64_t resumed_until_ = 0;  ///< what a resumed listener missed is not its slowness
    bool has_ended_ = false;
};

LiveEvents::LiveEvents(const Clock& clock, Random& random, std::vector<LiveTopic> topics)
    : clock_{clock},
      topics_{std::move(topics)},
      due_(topics_.size()),
      shared_{std::make_shared<Shared>(fmt::format("{:x}", random.next()))} {}

void LiveEvents::step() {
    if (shared_->listeners == 0) return;
    const auto now = clock_.steady_now();
    for (std::size_t i = 0; i < topics_.size(); ++i) {
        const auto& topic = topics_[i];
        if (!topic.collect || now < due_[i]) continue;
        due_[i] = now + topic.period;
        auto items = topic.collect();
        if (items.empty()) continue;
        const auto data =
            api::to_json_text(api::to_json(LiveEvent{topic.name, clock_.now(), std::move(items)}));
        const std::lock_guard lock{shared_->mutex};
        shared_->kept.push_back(
            {i, fmt::format("id: {}-{}\nevent: {}\ndata: {}\n\n", shared_->epoch, shared_->next++,
                            topic.name, data)});
        if (shared_->kept.size() > kept_max) shared_->kept.pop_front();
    }
}

std::vector<bool> LiveEvents::topics_of(const api::Caller& caller, std::string_view names) const {
    std::vector<bool> wanted(topics_.size());
    if (names.empty()) {
        for (std::size_t i = 0; i < topics_.size(); ++i) wanted[i] = caller.may(topics_[i].right);
        if (std::ranges::count(wanted, true) == 0)
            access::Access::authorise(caller, topics_.front().right);
    }
    while (!names.empty()) {
        const auto name = names.substr(0, names.find(','));
        names.remove_prefix(std::min(names.size(), name.size() + 1));
        const auto topic = std::ranges::find(topics_, name, &LiveTopic::name);
        if (topic == topics_.end()) {
            std::string all;
            for (const auto& known : topics_) all += (all.empty() ? "" : ", ") + known.name;
            throw Failure{FailureKind::invalid, "There is no such topic: there are " + all + "."}
                .code("unknown_topic")
                .violations({{"/query/topics", "must name topics of these: " + all}});
        }
        access::Access::authorise(caller, topic->right);
        wanted[static_cast<std::size_t>(topic - topics_.begin())] = true;
    }
    return wanted;
}

api::EventStream<LiveEvent> LiveEvents::stream_events(api::CallerInput caller,
                                                      const api::Query<EventsQuery>& query,
                                                      const api::Header<EventsHeaders>& headers) {
    auto topics = topics_of(*caller.caller, query.topics);
    const auto before = shared_->listeners.fetch_add(1);
    auto feed = std::make_shared<Feed>(shared_, std::move(topics));
    if (before >= listeners_max)
        throw Failure{FailureKind::unavailable,
                      fmt::format("There are {} event streams already.", listeners_max)}
            .code("too_many_streams")
            .hint("Share one stream among the tabs of a browser, or poll.")
            .retry_after(std::chrono::seconds{10});
    feed->resume(headers.last_event_id.value_or(""));
    return {std::move(feed)};
}

}  // namespace ontos
