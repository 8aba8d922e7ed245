#pragma once
// Notifications: what alerts hand over in the transaction of a state change, and what becomes of
// it.

#include "monitor/notifications/channel_rules.hpp"
#include "monitor/notifications/model.hpp"
#include "platform/access/once.hpp"
#include "platform/base/random.hpp"

namespace ontos {

/// What is asked of the alerts, inside a transaction. Empty functions know none.
struct AskAlerts {
    std::function<bool(sql::Transaction&, const std::string& alert_id)> is_there;
    /// Names and ids of those that name a saved channel.
    std::function<std::vector<std::string>(sql::Transaction&, const SavedChannel&)> naming;
};

/// Saved channels, the outbox and its log. Thread safe.
class Notifications {
public:
    /// So many deliveries wait at most; what comes then is dead at once, and says so.
    static constexpr std::int64_t queued_max = 100'000;
    static constexpr std::size_t channels_max = 1'000;

    Notifications(sql::Database& database, const Clock& clock, Random& random,
                  ChannelLimits limits);
    /// Until then, an alert is there if it has deliveries. Before the server starts.
    void know_alerts_by(AskAlerts ask) { ask_alerts_ = std::move(ask); }

    /// For alerts. What was sent, with masks of `before` replaced by what they stand for. What
    /// `before` has is not judged again: the configuration may have changed since, and each
    /// delivery judges it. Throws Failure{invalid} with every broken rule of the rest, or
    /// channel_not_configured.
    Channels check(sql::Transaction& tx, const Channels& sent, const Channels& before = {},
                   const std::string& where = "/body/notification_channels") const;

    /// For alerts: in the transaction of the state change, one delivery for each channel. The same
    /// notice again (alert, labels, event, starts_at, sequence) does nothing. Returns the
    /// deliveries' ids.
    std::vector<std::string> enqueue(sql::Transaction& tx, const Notice& notice,
                                     const Channels& channels) const;

    /// For training jobs, whose notices carry their id in the place of an alert's: newest first.
    std::vector<Delivery> deliveries_of(sql::Transaction& tx, const std::string& alert_id,
                                        int limit) const;
    /// By name or id, with its secrets.
    std::optional<SavedChannel> saved_channel(sql::Transaction& tx, const std::string& name) const;
    /// Names of saved webhooks that sign.
    std::vector<std::string> signing_webhooks(sql::Transaction& tx) const;

    DeliveryPage list_alert_deliveries(const api::Path<AlertPath>& path,
                                       const api::Query<DeliveryQuery>& query);
    api::Accepted<Delivery> replay_delivery(const api::Path<DeliveryPath>& path,
                                            const access::ActorInput& actor,
                                            const access::Once& once);
    /// Of alerts, retrain triggers, training jobs and channels' tests.
    DeliveryPage list_deliveries(const api::Query<DeliveriesQuery>& query);
    api::Accepted<Delivery> replay_any_delivery(const api::Path<AnyDeliveryPath>& path,
                                                const access::ActorInput& actor,
                                                const access::Once& once);

    ChannelPage list_channels(const api::Query<ChannelQuery>& query);
    SavedChannel show_channel(const api::Path<ChannelPath>& path);
    /// Made, or, under a name that is there, replaced.
    api::Upserted<SavedChannel> save_channel(const api::Body<NewChannel>& body,
                                             const access::ActorInput& actor,
                                             const access::Once& once);
    /// Throws Failure{conflict, channel_in_use} while alerts name it.
    void delete_channel(const api::Path<ChannelPath>& path, const api::IfMatch& condition,
                        const access::ActorInput& actor);
    api::Accepted<Delivery> test_channel(const api::Path<ChannelPath>& path,
                                         const access::ActorInput& actor, const access::Once& once);
    DeliveryPage list_channel_deliveries(const api::Path<ChannelPath>& path,
                                         const api::Query<DeliveryQuery>& query);

private:
    void audit(sql::Transaction& tx, const access::Actor& actor,
               const access::Change& change) const;
    Delivery shown_delivery(sql::Transaction& tx, const std::string& id) const;
    api::Accepted<Delivery> replay(sql::Transaction& tx, const Delivery& before,
                                   const access::Actor& actor) const;
    static std::vector<Delivery> with_attempts(sql::Transaction& tx,
                                               std::vector<Delivery> deliveries);
    static DeliveryPage page_of(sql::Transaction& tx, const DeliveriesQuery& query);

    sql::Database& database_;
    const Clock& clock_;
    Random& random_;
    const ChannelLimits limits_;
    AskAlerts ask_alerts_;
};

}  // namespace ontos
