// The SQL of the list: an index gives the newest candidates, the other conditions choose.
#include "improve/feedback/feedback_list_store.hpp"

#include <fmt/format.h>

#include <charconv>

#include "improve/feedback/feedback_columns.hpp"
#include "improve/feedback/feedback_counts_store.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"

namespace ontos::feedback_list_store {
namespace {

/// A statement that grows, and the values of its parameters.
struct Statement {
    sql::Transaction& tx;
    std::vector<sql::Value> values{};

    template <class T>
    std::string parameter(const T& value) {
        values.push_back(api::Codec<T>::to_scalar(value));
        return fmt::format("${}", values.size());
    }
};

struct FoundId {
    std::string id;

    static constexpr auto fields(auto...) { return std::array{api::field<&FoundId::id>("Item.")}; }
};

/// The part of the ids in which the candidates lie.
std::string id_range(Statement& statement, const Filter& filter, const std::string& after_id,
                     std::string_view id) {
    std::string out;
    const auto add = [&](std::string_view compare, const std::string& bound) {
        out += fmt::format(" and {} {} {}", id, compare, statement.parameter(bound));
    };
    if (!after_id.empty()) add("<", after_id);
    if (filter.created_after) add(">=", id_place(*filter.created_after));
    if (filter.created_before)
        add("<", id_place(*filter.created_before + std::chrono::milliseconds{1}));
    return out;
}

/// The newest ids of one rating: an index holds them in this order.
std::string of_rating(Statement& statement, const Filter& filter, const std::string& after_id,
                      std::optional<Rating> rating, const std::string& limit) {
    std::string where = filter.flagged_only ? "flagged = 1" : "state = 'active'";
    if (filter.endpoint_id)
        where += " and endpoint_id = " + statement.parameter(*filter.endpoint_id);
    where += rating ? " and rating = " + statement.parameter(*rating) : " and rating is null";
    where += id_range(statement, filter, after_id, "id");
    // By the rating as well, though it is one: for PostgreSQL a null is not, and without it the
    // order would be got by walking along the ids of all items.
    return fmt::format(
        "select id from (select id from feedback_items where {} order by rating desc, id desc "
        "limit "
        "{}) as newest_{}",
        where, limit, rating ? api::to_text(*rating) : "unrated");
}

/// Each word as FTS5 takes it literally: `"word"`.
std::string literal_words(std::string_view q) {
    std::string out;
    while (!q.empty()) {
        const auto word = q.substr(0, q.find_first_of(" \t\r\n"));
        q.remove_prefix(std::min(q.size(), word.size() + 1));
        if (word.empty()) continue;
        out += out.empty() ? "\"" : " \"";
        for (const char c : word) out += c == '"' ? "\"\"" : std::string{c};
        out += '"';
    }
    return out;
}

/// What stands among the words of an item in PostgreSQL's index: when it came, as the first five
/// digits of its id, which change every 2^28 ms, some three days.
std::uint64_t period_of(std::string_view id) {
    constexpr std::size_t digits = 5;
    constexpr int hexadecimal = 16;
    std::uint64_t period = 0;
    const auto text = id.substr(0, digits);
    std::from_chars(text.data(), text.data() + text.size(), period, hexadecimal);
    return period;
}

/// A query for any of the periods from the newest back.
std::string any_period(std::uint64_t newest, std::uint64_t count) {
    std::string out;
    for (std::uint64_t back = 0; back < count; ++back)
        out += fmt::format("{}'@{:05x}'", back == 0 ? "" : " | ", newest - back);
    return out;
}

/// The condition that PostgreSQL's index answers.
std::string has_words(Statement& statement, const Filter& filter, const std::string& periods) {
    const auto words = fmt::format("feedback_query({})", statement.parameter(*filter.q));
    const auto in_periods =
        periods.empty() ? std::string{}
                        : fmt::format(" && cast({} as tsquery)", statement.parameter(periods));
    // Signs alone are no word, and are found nowhere.
    return fmt::format(
        "state = 'active' and numnode({}) > 0 and feedback_words(id, input_text, output_text, "
        "feedback_text, correction, expected_output, rationale) @@ ({}{})",
        words, words, in_periods);
}

/// That index has no order: the latest periods that hold as many items as are looked at, so that
/// not all are read that have a frequent word. Empty: all periods.
std::string latest_periods(sql::Transaction& tx, const Filter& filter,
                           const std::string& after_id) {
    constexpr std::array<std::uint64_t, 4> tried{1, 4, 16, 64};
    const auto newest_id = tx.value<std::string>("select max(id) from feedback_items");
    auto newest = period_of(after_id.empty() ? newest_id.value_or("") : after_id);
    if (filter.created_before)
        newest = std::min(newest, period_of(id_place(*filter.created_before)));
    const auto oldest = filter.created_after ? period_of(id_place(*filter.created_after)) : 0;
    for (const auto count : tried) {
        if (newest < oldest + count)
            return any_period(newest, newest - std::min(newest, oldest) + 1);
        auto periods = any_period(newest, count);
        Statement statement{tx};
        const auto sql = fmt::format(
            "select count(*) as total_count from (select 1 from feedback_items where {}{} limit "
            "{}) as found",
            has_words(statement, filter, periods), id_range(statement, filter, after_id, "id"),
            statement.parameter(scanned_max));
        const auto found = tx.rows_with<CountRow>(sql, statement.values);
        if (found.front().total_count == scanned_max) return periods;
    }
    return {};
}

/// What is looked through: what a filter finds behind an item.
struct Scan {
    const Filter& filter;
    const std::string& after_id;
    std::string periods;  ///< of words in PostgreSQL
};

Scan scan_of(sql::Transaction& tx, const Filter& filter, const std::string& after_id) {
    const bool asks_periods = filter.q && tx.engine() == sql::Engine::postgresql;
    return {filter, after_id, asks_periods ? latest_periods(tx, filter, after_id) : std::string{}};
}

/// The newest ids whose texts have the words: the one place where the engines differ.
std::string by_words(Statement& statement, const Scan& scan, std::int64_t count) {
    const auto& [filter, after_id, periods] = scan;
    const auto limit = statement.parameter(count);
    if (statement.tx.engine() == sql::Engine::postgresql) {
        const auto where =
            has_words(statement, filter, periods) + id_range(statement, filter, after_id, "id");
        // Of its own accord PostgreSQL would walk along the ids and make the words of each item.
        return fmt::format(
            "with matching as materialized (select id from feedback_items where {}) select id from "
            "matching order by id desc limit {}",
            where, limit);
    }
    const auto range = id_range(statement, filter, after_id, "id");
    auto words = "feedback_search match " + statement.parameter(literal_words(*filter.q));
    // Items are numbered nearly in the order of their ids; some of one moment may be exchanged.
    if (!after_id.empty())
        words +=
            fmt::format(" and rowid < 1000 + (select search_row from feedback_items where id = {})",
                        statement.parameter(after_id));
    return fmt::format(
        "select id from feedback_items where search_row in (select rowid from feedback_search "
        "where {} order by rowid desc limit {}){} order by id desc",
        words, limit, range);
}

/// The newest ids by words, by tag, or by endpoint, rating and flag; newest first.
std::string candidates(Statement& statement, const Scan& scan, std::int64_t count) {
    const auto& filter = scan.filter;
    const auto& after_id = scan.after_id;
    if (filter.q) return by_words(statement, scan, count);
    const auto limit = statement.parameter(count);
    if (filter.tag) {
        const auto tag = statement.parameter(*filter.tag);
        return fmt::format(
            "select feedback_id as id from feedback_tags where tag = {}{} order by feedback_id "
            "desc limit {}",
            tag, id_range(statement, filter, after_id, "feedback_id"), limit);
    }
    if (filter.rating)
        return of_rating(statement, filter, after_id, filter.rating, limit) + " order by id desc";
    std::string all;
    for (const auto rating :
         std::array<std::optional<Rating>, 3>{Rating::positive, Rating::negative, std::nullopt}) {
        if (!all.empty()) all += " union all ";
        all += of_rating(statement, filter, after_id, rating, limit);
    }
    return fmt::format("select id from ({}) as newest order by id desc limit {}", all, limit);
}

/// All conditions, of `f`.
std::string conditions(Statement& statement, const Filter& filter) {
    std::string out = "f.state = 'active'";
    const auto add = [&](std::string_view column_and_operator, const auto& value) {
        if (value)
            out += fmt::format(" and {} {}", column_and_operator, statement.parameter(*value));
    };
    add("f.endpoint_id =", filter.endpoint_id);
    add("f.rating =", filter.rating);
    add("f.model_version =", filter.model_version);
    add("f.source =", filter.source);
    add("f.created_at >=", filter.created_after);
    add("f.created_at <", filter.created_before);
    if (filter.flagged_only) out += " and f.flagged = 1";
    if (filter.tag && filter.q)
        out += fmt::format(
            " and exists (select 1 from feedback_tags t where t.feedback_id = f.id and t.tag = {})",
            statement.parameter(*filter.tag));
    return out;
}

/// The ids of a page. Only ids are sorted and skipped; whole items are read of the page alone.
std::string chosen(Statement& statement, const Scan& scan, const Wanted& wanted) {
    const auto& filter = scan.filter;
    const auto scanned = filter.is_counted() ? wanted.offset + wanted.limit : scanned_max;
    const auto found = candidates(statement, scan, scanned);
    // The index has chosen already. What is chosen among is read first: SQLite keeps to the order
    // of a cross join.
    const auto joined = filter.is_counted()
                            ? std::string{}
                            : "cross join feedback_items f where f.id = candidates.id and " +
                                  conditions(statement, filter);
    const auto limit = statement.parameter(wanted.limit);
    return fmt::format(
        "select candidates.id from ({}) as candidates {} order by candidates.id desc limit {} "
        "offset {}",
        found, joined, limit, statement.parameter(wanted.offset));
}

std::vector<FeedbackItem> read(sql::Transaction& tx, const Scan& scan, const Wanted& wanted) {
    Statement statement{tx};
    const auto ids = chosen(statement, scan, wanted);
    return tx.rows_with<FeedbackItem>(
        fmt::format("select {} from feedback_items f where f.id in ({}) order by f.id desc",
                    feedback_columns(), ids),
        statement.values);
}

/// The last candidate, if there are as many as are looked at.
std::string end_of_scan(sql::Transaction& tx, const Scan& scan) {
    Statement statement{tx};
    const auto found = candidates(statement, scan, scanned_max);
    const auto before_last = statement.parameter(scanned_max - 1);
    const auto last = tx.rows_with<FoundId>(
        fmt::format("select id from ({}) as candidates order by id desc limit 1 offset {}", found,
                    before_last),
        statement.values);
    return last.empty() ? std::string{} : last.front().id;
}

std::int64_t counted(const FeedbackCounts& counts, const Filter& filter) {
    if (!filter.rating) return filter.flagged_only ? counts.flagged_count : counts.total_count;
    const bool is_positive = *filter.rating == Rating::positive;
    if (filter.flagged_only)
        return is_positive ? counts.flagged_positive_count : counts.flagged_negative_count;
    return is_positive ? counts.positive_count : counts.negative_count;
}

}  // namespace

Slice list(sql::Transaction& tx, const Filter& filter, const Wanted& wanted) {
    const auto scan = scan_of(tx, filter, wanted.after_id);
    // One more than wanted tells whether something follows.
    Slice slice{.items = read(tx, scan, {wanted.after_id, wanted.offset, wanted.limit + 1}),
                .next = {}};
    if (api::cut_page(slice.items, wanted.limit))
        slice.next = slice.items.back().id;
    else if (!filter.is_counted())
        slice.next = end_of_scan(tx, scan);
    return slice;
}

Total count(sql::Transaction& tx, const Filter& filter) {
    if (filter.is_counted())
        return {counted(feedback_counts_store::total(tx, filter.endpoint_id.value_or("")), filter),
                TotalRelation::eq};
    const std::string newest;
    const auto scan = scan_of(tx, filter, newest);
    Statement statement{tx};
    const auto found = candidates(statement, scan, scanned_max);
    const auto where = conditions(statement, filter);
    const auto most = statement.parameter(counted_max);
    const auto counted = tx.rows_with<CountRow>(
        fmt::format(
            "select count(*) as total_count from (select f.id from ({}) as candidates cross "
            "join feedback_items f where f.id = candidates.id and {} limit {}) as found",
            found, where, most),
        statement.values);
    const auto total = counted.front().total_count;
    const bool is_all = total < counted_max && end_of_scan(tx, scan).empty();
    return {total, is_all ? TotalRelation::eq : TotalRelation::gte};
}

}  // namespace ontos::feedback_list_store
