// The SQL of feedback_counts and feedback_count_changes.
#include "improve/feedback/feedback_counts_store.hpp"

#include <fmt/format.h>

#include <map>
#include <tuple>

#include "platform/base/ids.hpp"

namespace ontos::feedback_counts_store {
namespace {

constexpr std::string_view sums =
    "cast(sum(total_count) as bigint) as total_count, "
    "cast(sum(positive_count) as bigint) as positive_count, "
    "cast(sum(negative_count) as bigint) as negative_count, "
    "cast(sum(with_comments_count) as bigint) as with_comments_count, "
    "cast(sum(flagged_count) as bigint) as flagged_count, "
    "cast(sum(flagged_positive_count) as bigint) as flagged_positive_count, "
    "cast(sum(flagged_negative_count) as bigint) as flagged_negative_count";
constexpr std::string_view columns =
    "tag, day, model_name, model_version, source, total_count, positive_count, negative_count, "
    "with_comments_count, flagged_count, flagged_positive_count, flagged_negative_count";

/// endpoint, tag, day, model, version, source
using Key = std::tuple<std::string, std::string, Timestamp, std::string, std::string, std::string>;
using Sums = std::map<Key, FeedbackCounts>;

void add(Sums& sums_by_key, const FeedbackItem& item, const FeedbackCounts& counts) {
    const Timestamp day = std::chrono::floor<std::chrono::days>(item.created_at);
    const std::string source{api::to_text(item.source)};
    sums_by_key[{item.endpoint_id, "", day, item.model_name.value_or(""),
                 item.model_version.value_or(""), source}] += counts;
    // Of tags, what the model was is not asked.
    for (const auto& tag : item.tags)
        sums_by_key[{item.endpoint_id, tag, day, "", "", ""}] += counts;
}

void add_to_row(sql::Transaction& tx, const Key& key, const FeedbackCounts& counts) {
    CountRow row;
    std::tie(row.endpoint_id, row.tag, row.day, row.model_name, row.model_version, row.source) =
        key;
    tx.run(
        "insert into feedback_counts (endpoint_id, tag, day, model_name, model_version, source, "
        "total_count, positive_count, negative_count, with_comments_count, flagged_count, "
        "flagged_positive_count, flagged_negative_count) values ($1, $2, $3, $4, $5, $6, $7, $8, "
        "$9, $10, $11, $12, $13) on conflict (endpoint_id, tag, day, model_name, model_version, "
        "source) do update set "
        "total_count = feedback_counts.total_count + excluded.total_count, "
        "positive_count = feedback_counts.positive_count + excluded.positive_count, "
        "negative_count = feedback_counts.negative_count + excluded.negative_count, "
        "with_comments_count = feedback_counts.with_comments_count + excluded.with_comments_count, "
        "flagged_count = feedback_counts.flagged_count + excluded.flagged_count, "
        "flagged_positive_count = feedback_counts.flagged_positive_count + "
        "excluded.flagged_positive_count, "
        "flagged_negative_count = feedback_counts.flagged_negative_count + "
        "excluded.flagged_negative_count",
        row.endpoint_id, row.tag, row.day, row.model_name, row.model_version, row.source,
        counts.total_count, counts.positive_count, counts.negative_count,
        counts.with_comments_count, counts.flagged_count, counts.flagged_positive_count,
        counts.flagged_negative_count);
}

/// Rows and changes together. `$1` is the endpoint; `where` may name what both tables have.
std::string counted(const std::string& endpoint_id, std::string_view rows_where,
                    std::string_view changes_where) {
    return fmt::format(
        "(select {0} from feedback_counts where endpoint_id = $1 and {1} union all "
        "select {0} from feedback_count_changes where {2} and {3}) as counted",
        columns, rows_where, endpoint_id.empty() ? "$1 = ''" : "endpoint_id = $1", changes_where);
}

/// An index holds them in this order.
std::int64_t count_rated(sql::Transaction& tx, const std::string& endpoint_id,
                         std::string_view condition, std::optional<Rating> rating, Timestamp from,
                         Timestamp to) {
    return tx
        .value<std::int64_t>(
            fmt::format("select count(*) from feedback_items where {} and endpoint_id = $1 and "
                        "rating {} and id >= $2 and id < $3",
                        condition,
                        rating ? fmt::format("= '{}'", api::to_text(*rating)) : "is null"),
            endpoint_id, id_place(from), id_place(std::chrono::ceil<std::chrono::milliseconds>(to)))
        .value_or(0);
}

FeedbackCounts count_items(sql::Transaction& tx, const std::string& endpoint_id, Timestamp from,
                           Timestamp to) {
    FeedbackCounts sum;
    if (from >= to) return sum;
    const auto active = [&](Rating rating) {
        return count_rated(tx, endpoint_id, "state = 'active'", rating, from, to);
    };
    const auto flagged = [&](std::optional<Rating> rating) {
        return count_rated(tx, endpoint_id, "flagged = 1", rating, from, to);
    };
    sum.positive_count = active(Rating::positive);
    sum.negative_count = active(Rating::negative);
    sum.flagged_positive_count = flagged(Rating::positive);
    sum.flagged_negative_count = flagged(Rating::negative);
    sum.flagged_count =
        sum.flagged_positive_count + sum.flagged_negative_count + flagged(std::nullopt);
    return sum;
}

FeedbackCounts sum_of(const std::vector<CountRow>& rows) {
    FeedbackCounts out;
    for (const auto& row : rows) out += row.counts();
    return out;
}

}  // namespace

void count(sql::Transaction& tx, std::span<const ItemChange> changes,
           const std::function<std::string()>& make_id) {
    Sums by_key;
    for (const auto& change : changes) {
        if (change.before != nullptr) add(by_key, *change.before, -counts_of(*change.before));
        if (change.after != nullptr) add(by_key, *change.after, counts_of(*change.after));
    }
    std::vector<CountRow> rows;
    for (const auto& [key, counts] : by_key) {
        if (counts == FeedbackCounts{}) continue;
        auto& row = rows.emplace_back();
        row.id = make_id();
        std::tie(row.endpoint_id, row.tag, row.day, row.model_name, row.model_version, row.source) =
            key;
        row.set(counts);
    }
    tx.insert_all<CountRow>("feedback_count_changes", rows);
}

bool has_changes(sql::Transaction& tx) {
    return tx.value<std::int64_t>("select 1 from feedback_count_changes limit 1").has_value();
}

std::int64_t fold(sql::Transaction& tx, std::int64_t changes_max) {
    const auto changes =
        tx.rows<CountRow>("select * from feedback_count_changes order by id limit $1", changes_max);
    if (changes.empty()) return 0;
    Sums by_key;
    for (const auto& change : changes)
        for (const auto& endpoint_id : {change.endpoint_id, std::string{}})
            for (const auto day : {change.day, Timestamp{}})
                by_key[{endpoint_id, change.tag, day, change.model_name, change.model_version,
                        change.source}] += change.counts();
    for (const auto& [key, counts] : by_key) add_to_row(tx, key, counts);
    for (const auto& change : changes)
        tx.run("delete from feedback_count_changes where id = $1", change.id);
    return std::ssize(changes);
}

std::int64_t remove_unused_tags(sql::Transaction& tx, std::int64_t limit) {
    constexpr std::string_view key = "endpoint_id, tag, day, model_name, model_version, source";
    return tx.run(
        fmt::format("delete from feedback_counts where ({0}) in (select {0} from feedback_counts "
                    "where tag <> '' and total_count = 0 and flagged_count = 0 limit $1)",
                    key),
        limit);
}

FeedbackCounts total(sql::Transaction& tx, const std::string& endpoint_id) {
    const auto rows =
        tx.rows<CountRow>(fmt::format("select {} from {} group by source", sums,
                                      counted(endpoint_id, "tag = '' and day = 0", "tag = ''")),
                          endpoint_id);
    return sum_of(rows);
}

std::vector<CountRow> days(sql::Transaction& tx, const std::string& endpoint_id, Timestamp since) {
    // The day 0 is ever.
    constexpr std::string_view where = "tag = '' and day >= $2 and day > 0";
    return tx.rows<CountRow>(
        fmt::format("select day, model_name, model_version, source, {} from {} group by day, "
                    "model_name, model_version, source",
                    sums, counted(endpoint_id, where, where)),
        endpoint_id, Timestamp{std::chrono::floor<std::chrono::days>(since)});
}

std::vector<CountRow> tags(sql::Transaction& tx, const std::string& endpoint_id, Timestamp since,
                           std::int64_t limit) {
    constexpr std::string_view where = "tag <> '' and day >= $2 and day > 0";
    return tx.rows<CountRow>(
        fmt::format("select tag, {} from {} group by tag having sum(total_count) > 0 order by "
                    "sum(total_count) desc, tag limit $3",
                    sums, counted(endpoint_id, where, where)),
        endpoint_id, Timestamp{std::chrono::floor<std::chrono::days>(since)}, limit);
}

FeedbackCounts window(sql::Transaction& tx, const std::string& endpoint_id, Timestamp from,
                      Timestamp to) {
    const Timestamp first_day = std::chrono::ceil<std::chrono::days>(from);
    const Timestamp last_day = std::chrono::floor<std::chrono::days>(to);
    if (first_day >= last_day) return count_items(tx, endpoint_id, from, to);
    auto out = count_items(tx, endpoint_id, from, first_day);
    out += count_items(tx, endpoint_id, last_day, to);
    for (const auto& row : days(tx, endpoint_id, first_day))
        if (row.day < last_day) out += row.counts();
    return out;
}

}  // namespace ontos::feedback_counts_store
