#pragma once
// What the routes of notifications ask and answer: saved channels and deliveries.

#include "monitor/notifications/channel.hpp"
#include "monitor/notifications/notice.hpp"

namespace ontos {

/// queued: it is tried, again and again. dead: it was given up, and can be replayed.
BOOST_DEFINE_ENUM_CLASS(DeliveryState, queued, delivered, dead)

struct DeliveryAttempt {
    std::int64_t number = 0;
    Timestamp started_at{};
    std::int64_t duration_ms = 0;
    std::optional<std::int64_t> status;
    std::string error;

    static constexpr auto fields(auto...) {
        using T = DeliveryAttempt;
        return std::array{
            api::field<&T::number>("Counted from 1."), api::field<&T::started_at>("When it began."),
            api::field<&T::duration_ms>("How long it took, in milliseconds."),
            api::field<&T::status>("What the receiver answered: an HTTP status, or a reply code of "
                                   "SMTP; null if nothing."),
            api::field<&T::error>("Why it failed; empty if it did not.")};
    }
};

/// One notice on its way to one channel.
struct Delivery {
    std::string id, alert_id, name, alert_type, message;
    NoticeEvent event = NoticeEvent::firing;
    std::string channel;
    DeliveryState state = DeliveryState::queued;
    std::int64_t attempts = 0;
    Timestamp created_at{};
    std::optional<Timestamp> next_attempt_at, finished_at;
    std::string last_error;
    std::vector<DeliveryAttempt> attempt_log;

    static constexpr auto fields(auto...) {
        using T = Delivery;
        return std::array{
            api::field<&T::id>("Identifier: the webhook-id and Message-Id that receivers see."),
            api::field<&T::alert_id>(
                "What it tells of: the alert, the retrain trigger, the training "
                "job; of a channel's test, the channel."),
            api::field<&T::name>("Its name."),
            api::field<&T::alert_type>("What kind of thing the alert watches: `drift`, `latency`; "
                                       "`retrain` of a trigger; empty of jobs and tests."),
            api::field<&T::event>("What is told."),
            api::field<&T::message>("What is told, in one sentence."),
            api::field<&T::channel>("Where to: its type and its address or name."),
            api::field<&T::state>("queued: it is tried. delivered. dead: it was given up, and can "
                                  "be replayed."),
            api::field<&T::attempts>("How often it was tried since it was made or replayed."),
            api::field<&T::created_at>("When it was made: with the change that it tells."),
            api::field<&T::next_attempt_at>("When it is tried next; null if it is not."),
            api::field<&T::finished_at>("When it was delivered or given up."),
            api::field<&T::last_error>("Why the last attempt failed, or it was given up."),
            api::option<&T::attempt_log>("The last attempts, oldest first.")};
    }
};

struct DeliveryPage {
    std::vector<Delivery> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&DeliveryPage::items>("Newest first."),
            api::field<&DeliveryPage::next_cursor>("Where the next page starts; null at the end.")};
    }
};

struct DeliveryQuery {
    int limit = 20;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&DeliveryQuery::limit>("Deliveries of a page.", api::minimum(1),
                                               api::maximum(100)),
            api::option<&DeliveryQuery::cursor>("`next_cursor` of the page before.",
                                                api::pattern(R"(^[0-9]{1,18}\..{1,80}$)"))};
    }
};

/// Of all that was sent.
struct DeliveriesQuery {
    std::optional<std::string> alert_id{};
    std::optional<DeliveryState> state{};
    int limit = 20;
    std::optional<std::string> cursor{};

    static constexpr auto fields(auto...) {
        using T = DeliveriesQuery;
        constexpr auto page = DeliveryQuery::fields();
        return std::array{
            api::option<&T::alert_id>("Of this alert, retrain trigger, training job or channel.",
                                      api::max_length(100)),
            api::option<&T::state>("In this state: `dead` is what was given up."),
            api::option<&T::limit>(page[0].meaning, page[0].rules[0], page[0].rules[1]),
            api::option<&T::cursor>(page[1].meaning, page[1].rules[0])};
    }
};

struct AlertPath {
    std::string id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&AlertPath::id>("The alert's identifier.")};
    }
};

struct DeliveryPath {
    std::string id, delivery_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&DeliveryPath::id>("The alert's identifier."),
                          api::field<&DeliveryPath::delivery_id>("The delivery's identifier.")};
    }
};

struct AnyDeliveryPath {
    std::string id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&AnyDeliveryPath::id>("The delivery's identifier.")};
    }
};

struct ChannelPath {
    std::string id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ChannelPath::id>("The channel's identifier or name.")};
    }
};

/// A channel under a name, which alerts can name instead of saying it.
struct NewChannel {
    std::string name;
    ChannelType type = ChannelType::webhook;
    std::string url, address, routing_key;
    std::vector<std::string> secrets;

    static constexpr auto fields(auto...) {
        using T = NewChannel;
        constexpr auto rules = Channel::fields();
        return std::array{api::field<&T::name>("What alerts call it.",
                                               api::pattern("^[A-Za-z0-9][A-Za-z0-9._ -]{0,99}$")),
                          api::field<&T::type>(rules[0].meaning),
                          api::option<&T::url>(rules[1].meaning, rules[1].rules[0]),
                          api::option<&T::address>(rules[2].meaning, rules[2].rules[0]),
                          api::option<&T::routing_key>(rules[3].meaning, rules[3].rules[0]),
                          api::option<&T::secrets>(rules[4].meaning, rules[4].rules[0])};
    }
};

/// As it is kept; answers show it masked.
struct SavedChannel {
    std::string id, name;
    ChannelType type = ChannelType::webhook;
    std::string url, address, routing_key;
    std::vector<std::string> secrets;
    Timestamp created_at{};
    std::string created_by;
    Timestamp updated_at{};

    static constexpr auto fields(auto...) {
        using T = SavedChannel;
        return std::array{api::field<&T::id>("Identifier."),
                          api::field<&T::name>("What alerts call it."),
                          api::field<&T::type>("What kind of receiver it is."),
                          api::omit_empty<&T::url>("Where to post, without what is secret in it."),
                          api::omit_empty<&T::address>("E-mail address."),
                          api::omit_empty<&T::routing_key>("PagerDuty's integration key, masked."),
                          api::omit_empty<&T::secrets>("What webhooks are signed with, masked."),
                          api::field<&T::created_at>("When it was made."),
                          api::field<&T::created_by>("Who made it."),
                          api::field<&T::updated_at>("When it was last changed.")};
    }
};

struct ChannelPage {
    std::vector<SavedChannel> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ChannelPage::items>("By name."),
            api::field<&ChannelPage::next_cursor>("Where the next page starts; null at the end.")};
    }
};

struct ChannelQuery {
    int limit = 100;
    std::optional<std::string> cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&ChannelQuery::limit>("Channels of a page.", api::minimum(1),
                                              api::maximum(100)),
            api::option<&ChannelQuery::cursor>("`next_cursor` of the page before.",
                                               api::pattern("^[A-Za-z0-9][A-Za-z0-9._ -]{0,99}$"))};
    }
};

}  // namespace ontos
