// The outbox as delivery sees it: what is due, what was tried, what is finished.
#include <algorithm>

#include "monitor/notifications/notifications_store.hpp"

namespace ontos::notifications_store {

bool has_due(sql::Transaction& tx, Timestamp now) {
    return tx
        .value<std::int64_t>(
            "select 1 from notification_outbox where state = 'queued' and next_attempt_at <= $1 "
            "limit 1",
            now)
        .has_value();
}

std::vector<DueDelivery> due_deliveries(sql::Transaction& tx, Timestamp now, int of_one,
                                        int limit) {
    return tx.rows<DueDelivery>(
        "select id, alert_id, destination, target, notice, attempts from ("
        "select o.*, row_number() over "
        "(partition by o.destination order by o.created_at, o.sequence, o.id) as place "
        "from notification_outbox o left join notification_destinations d "
        "on d.destination = o.destination "
        "where o.state = 'queued' and o.next_attempt_at <= $1 "
        "and (d.open_until is null or d.open_until <= $1) "
        "and (o.event = 'test' or not exists ("
        "select 1 from notification_outbox e where e.state = 'queued' and e.event <> 'test' "
        "and e.alert_id = o.alert_id and e.destination = o.destination "
        "and e.next_attempt_at > $1 and (e.created_at < o.created_at "
        "or (e.created_at = o.created_at and e.sequence < o.sequence))))) as due "
        "where place <= $2 order by created_at, sequence, id limit $3",
        now, of_one, limit);
}

bool is_queued(sql::Transaction& tx, const std::string& id) {
    return tx
        .value<std::int64_t>("select 1 from notification_outbox where id = $1 and state = 'queued'",
                             id)
        .has_value();
}

void insert_attempt(sql::Transaction& tx, const std::string& delivery_id,
                    const DeliveryAttempt& attempt) {
    tx.run(
        "insert into notification_attempts (delivery_id, number, started_at, duration_ms, status, "
        "error) values ($1, (select coalesce(max(number), 0) + 1 from notification_attempts "
        "where delivery_id = $1), $2, $3, $4, $5)",
        delivery_id, attempt.started_at, attempt.duration_ms, attempt.status, attempt.error);
}

void set_delivered(sql::Transaction& tx, const std::string& id, Timestamp now) {
    tx.run(
        "update notification_outbox set state = 'delivered', attempts = attempts + 1, "
        "next_attempt_at = null, finished_at = $2, last_error = '' where id = $1",
        id, now);
}

void set_dead(sql::Transaction& tx, const std::string& id, const std::string& error,
              Timestamp now) {
    tx.run(
        "update notification_outbox set state = 'dead', attempts = attempts + 1, "
        "next_attempt_at = null, finished_at = $3, last_error = $2 where id = $1",
        id, error, now);
}

void set_next_attempt(sql::Transaction& tx, const std::string& id, const std::string& error,
                      Timestamp at) {
    tx.run(
        "update notification_outbox set attempts = attempts + 1, next_attempt_at = $3, "
        "last_error = $2 where id = $1",
        id, error, at);
}

std::int64_t count_failure(sql::Transaction& tx, const std::string& destination,
                           const std::string& reason) {
    return *tx.value<std::int64_t>(
        "insert into notification_destinations (destination, failures_in_a_row, reason) "
        "values ($1, 1, $2) on conflict (destination) do update set "
        "failures_in_a_row = notification_destinations.failures_in_a_row + 1, reason = $2 "
        "returning failures_in_a_row",
        destination, reason);
}

void open_breaker(sql::Transaction& tx, const std::string& destination, Timestamp until) {
    tx.run("update notification_destinations set open_until = $2 where destination = $1",
           destination, until);
}

std::int64_t disable_destination(sql::Transaction& tx, const std::string& destination,
                                 const std::string& reason, Timestamp now) {
    tx.run(
        "update notification_destinations set disabled_at = $2, reason = $3 "
        "where destination = $1",
        destination, now, reason);
    return tx.run(
        "update notification_outbox set state = 'dead', next_attempt_at = null, finished_at = $2, "
        "last_error = $3 where destination = $1 and state = 'queued'",
        destination, now, reason);
}

bool forget_finished(sql::Transaction& tx, Timestamp before, std::int64_t kept_max) {
    constexpr int of_one_step = 1'000;
    const auto bound = tx.value<std::int64_t>(
        "select finished_at from notification_outbox where state <> 'queued' "
        "order by finished_at desc limit 1 offset $1",
        kept_max);
    const auto last = std::max(before.time_since_epoch().count(), bound.value_or(0));
    const auto forgotten = tx.table(
        "delete from notification_outbox where id in (select id from notification_outbox "
        "where state <> 'queued' and finished_at <= $1 order by finished_at limit $2) "
        "returning id",
        last, of_one_step);
    for (const auto& row : forgotten.rows)
        tx.run("delete from notification_attempts where delivery_id = $1",
               std::get<std::string>(row.front()));
    return !forgotten.rows.empty();
}

std::vector<StateCount> count_by_state(sql::Transaction& tx) {
    return tx.rows<StateCount>(
        "select state, count(*) as deliveries from notification_outbox group by state");
}

}  // namespace ontos::notifications_store
