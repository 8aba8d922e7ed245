// The SQL of request_log, request_payloads and request_log_minutes.
#include "monitor/request_log/request_log_store.hpp"

#include <fmt/format.h>

#include "platform/base/ids.hpp"

namespace ontos::request_log_store {
namespace {

constexpr std::chrono::microseconds minute = std::chrono::minutes{1};

Timestamp minute_of(Timestamp time) { return time - time.time_since_epoch() % minute; }

/// What an entry takes in the database, about: ids, numbers and index entries, and its texts.
std::int64_t bytes_of(const LoggedRequest& request) {
    return 500 + std::ssize(request.error) + std::ssize(request.session_id);
}
std::int64_t bytes_of(const Payload& payload) {
    return 100 + std::ssize(payload.query.value_or("")) + std::ssize(payload.answer.value_or(""));
}

/// Conditions that are joined by `and`, and their values.
struct Conditions {
    std::vector<sql::Value>& values;
    std::string sql = "1 = 1";

    template <class T>
    void add(std::string_view column_and_operator, const std::optional<T>& value) {
        if (!value) return;
        values.push_back(api::Codec<T>::to_scalar(*value));
        sql += fmt::format(" and {} ${}", column_and_operator, values.size());
    }
};

/// What an index answers: these entries are looked at, in order.
std::string scanned_sql(const Filter& filter, std::vector<sql::Value>& values) {
    Conditions where{values};
    where.add("endpoint_id =", filter.endpoint_id);
    where.add("created_at >=", filter.since);
    where.add("created_at <", filter.until);
    if (filter.after) {
        values.emplace_back(api::Codec<Timestamp>::to_scalar(filter.after->created_at));
        values.emplace_back(filter.after->id);
        where.sql +=
            fmt::format(" and (created_at, id) < (${}, ${})", values.size() - 1, values.size());
    }
    // In the words of the partial index.
    if (filter.status_from >= 400) where.sql += " and status >= 400";
    return "from request_log where " + where.sql + " order by created_at desc, id desc";
}

/// Where an entry stands in the list.
struct Place {
    Timestamp created_at{};
    std::string id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Place::created_at>("Time."), api::field<&Place::id>("Id.")};
    }
};

struct PayloadSize {
    std::string id;
    Timestamp created_at{};
    std::int64_t bytes = 0;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&PayloadSize::id>("Entry."),
                          api::field<&PayloadSize::created_at>("Its time."),
                          api::field<&PayloadSize::bytes>("What it takes, about.")};
    }
};

std::optional<api::PageCursor> end_of_scan(sql::Transaction& tx, const Filter& filter) {
    std::vector<sql::Value> values;
    const auto scanned = scanned_sql(filter, values);
    values.emplace_back(std::int64_t{filter.scanned_max} - 1);
    const auto found = tx.rows_with<Place>(
        fmt::format("select created_at, id {} limit 1 offset ${}", scanned, values.size()), values);
    if (found.empty()) return std::nullopt;
    return api::PageCursor{found.front().created_at, found.front().id};
}

}  // namespace

void MinuteBytes::add(const LoggedRequest& request, const std::optional<Payload>& payload) {
    bytes_[minute_of(request.created_at)] += bytes_of(request) + (payload ? bytes_of(*payload) : 0);
}

void MinuteBytes::insert(sql::Transaction& tx) const {
    for (const auto& [started_at, bytes] : bytes_)
        tx.run(
            "insert into request_log_minutes (started_at, bytes) values ($1, $2) on conflict "
            "(started_at) do update set bytes = request_log_minutes.bytes + excluded.bytes",
            started_at, bytes);
}

void insert_uncounted(sql::Transaction& tx, std::span<const LoggedRequest> requests,
                      std::span<const Payload> payloads) {
    tx.insert_all("request_log", requests, "on conflict (id) do nothing");
    tx.insert_all("request_payloads", payloads, "on conflict (id) do nothing");
}

Slice list(sql::Transaction& tx, const Filter& filter) {
    std::vector<sql::Value> values;
    auto scanned = scanned_sql(filter, values);
    values.emplace_back(std::int64_t{filter.scanned_max});
    scanned += fmt::format(" limit ${}", values.size());
    Conditions where{values};
    where.add("status >=", std::optional{filter.status_from});
    where.add("status <", std::optional{filter.status_to});
    where.add("total_ms >=", filter.min_latency_ms);
    where.add("total_ms <=", filter.max_latency_ms);
    where.add("model_version =", filter.model_version);
    values.emplace_back(std::int64_t{filter.limit});
    Slice slice{.requests = tx.rows_with<LoggedRequest>(
                    fmt::format("select * from (select * {}) as scanned where {} "
                                "order by created_at desc, id desc limit ${}",
                                scanned, where.sql, values.size()),
                    values),
                .next = std::nullopt};
    if (std::ssize(slice.requests) == filter.limit)
        slice.next = {slice.requests.back().created_at, slice.requests.back().id};
    else
        slice.next = end_of_scan(tx, filter);
    return slice;
}

std::optional<LoggedRequest> find(sql::Transaction& tx, const std::string& id) {
    auto found = tx.row<LoggedRequest>("select * from request_log where id = $1", id);
    if (found) return found;
    return tx.row<LoggedRequest>(
        "select * from request_log where request_id = $1 order by created_at desc, id desc limit 1",
        id);
}

std::optional<LoggedRequest> find_of_endpoint(sql::Transaction& tx, const std::string& endpoint_id,
                                              const std::string& request_id) {
    return tx.row<LoggedRequest>(
        "select * from request_log where request_id = $1 and endpoint_id = $2 order by created_at "
        "desc, id desc limit 1",
        request_id, endpoint_id);
}

std::optional<Payload> find_payload(sql::Transaction& tx, const std::string& id) {
    return tx.row<Payload>("select * from request_payloads where id = $1", id);
}

std::optional<Timestamp> too_old_by_size(sql::Transaction& tx, std::int64_t bytes_max) {
    const auto total = tx.value<std::int64_t>(
        "select cast(coalesce(sum(bytes), 0) as bigint) from request_log_minutes");
    auto excess = total.value_or(0) - bytes_max;
    if (excess <= 0) return std::nullopt;
    const auto minutes =
        tx.table("select started_at, bytes from request_log_minutes order by started_at");
    for (const auto& row : minutes.rows) {
        excess -= api::integer_of(row[1]);
        if (excess <= 0) return api::Codec<Timestamp>::from_scalar(row[0]) + minute;
    }
    return std::nullopt;
}

std::int64_t forget(sql::Transaction& tx, Timestamp before, std::int64_t count) {
    // Payloads first: what is in both goes together.
    constexpr std::string_view oldest =
        "(select id from request_log where created_at < $1 order by created_at, id limit $2)";
    tx.run(fmt::format("delete from request_payloads where id in {}", oldest), before, count);
    return tx.run(fmt::format("delete from request_log where id in {}", oldest), before, count);
}

std::int64_t forget_payloads(sql::Transaction& tx, Timestamp before, std::int64_t count) {
    // Ids sort by the time at which the entry was written: a second after its answer, at most.
    const auto oldest = tx.rows<PayloadSize>(
        "select p.id, r.created_at, cast(100 + coalesce(length(query), 0) + "
        "coalesce(length(answer), 0) as bigint) as bytes from request_payloads p join request_log "
        "r on r.id = p.id where p.id < $1 and r.created_at < $2 order by p.id limit $3",
        id_place(before + std::chrono::seconds{1}), before, count);
    for (const auto& payload : oldest) {
        tx.run("delete from request_payloads where id = $1", payload.id);
        tx.run("update request_log_minutes set bytes = bytes - $2 where started_at = $1",
               minute_of(payload.created_at), payload.bytes);
    }
    return std::ssize(oldest);
}

void remove(sql::Transaction& tx, const LoggedRequest& request) {
    auto bytes = bytes_of(request);
    if (const auto payload = find_payload(tx, request.id)) {
        bytes += bytes_of(*payload);
        tx.run("delete from request_payloads where id = $1", request.id);
    }
    tx.run("delete from request_log where id = $1", request.id);
    tx.run("update request_log_minutes set bytes = bytes - $2 where started_at = $1",
           minute_of(request.created_at), bytes);
}

void forget_minutes(sql::Transaction& tx, Timestamp before) {
    tx.run("delete from request_log_minutes where started_at < $1", minute_of(before));
}

}  // namespace ontos::request_log_store
