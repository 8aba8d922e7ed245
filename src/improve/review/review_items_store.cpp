// The SQL of review_items, review_assignments and review_labels.
#include "improve/review/review_items_store.hpp"

#include "platform/sql/update.hpp"

namespace ontos::review_items_store {
namespace {

struct Found {
    std::string text;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Found::text>("One text.")};
    }
};

std::vector<std::string> texts(std::vector<Found> found) {
    std::vector<std::string> out;
    for (auto& row : found) out.push_back(std::move(row.text));
    return out;
}

struct PairRow {
    std::string reviewer_a, reviewer_b, label_a, label_b;
    std::int64_t items = 0;

    static constexpr auto fields(auto...) {
        using T = PairRow;
        return std::array{api::field<&T::reviewer_a>("One."), api::field<&T::reviewer_b>("Other."),
                          api::field<&T::label_a>("Said."), api::field<&T::label_b>("Said."),
                          api::field<&T::items>("Items.")};
    }
};

struct VoteRow {
    std::string item_id, label;
    std::int64_t votes = 0;

    static constexpr auto fields(auto...) {
        using T = VoteRow;
        return std::array{api::field<&T::item_id>("Item."), api::field<&T::label>("Said."),
                          api::field<&T::votes>("By how many.")};
    }
};

std::optional<ReviewItemRecord> first_item(std::vector<ReviewItemRecord> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

}  // namespace

std::int64_t next_place(sql::Transaction& tx, const std::string& queue_id) {
    return tx.value<std::int64_t>("select max(place) from review_items where queue_id = $1",
                                  queue_id)
               .value_or(-1) +
           1;
}

std::vector<std::string> known(sql::Transaction& tx, const std::string& queue_id,
                               const std::vector<std::string>& target_ids) {
    if (target_ids.empty()) return {};
    std::vector<sql::Value> values{queue_id};
    std::string places;
    for (const auto& id : target_ids) {
        values.emplace_back(id);
        places += (places.empty() ? "$" : ", $") + std::to_string(values.size());
    }
    return texts(tx.rows_with<Found>(
        "select target_id as text from review_items where queue_id = $1 and target_id in (" +
            places + ")",
        values));
}

void insert(sql::Transaction& tx, std::span<const ReviewItemRecord> items) {
    tx.insert_all("review_items", items);
}

std::optional<ReviewItemRecord> find(sql::Transaction& tx, const std::string& queue_id,
                                     const std::string& id) {
    return tx.row<ReviewItemRecord>("select * from review_items where id = $1 and queue_id = $2",
                                    id, queue_id);
}

std::vector<ReviewItemRecord> list(sql::Transaction& tx, const std::string& queue_id,
                                   const ReviewItemsQuery& query, std::int64_t limit) {
    return tx.rows<ReviewItemRecord>(
        "select * from review_items where queue_id = $1 and place >= $2 "
        "and (cast($3 as text) is null or status = $3) order by place limit $4",
        queue_id, query.cursor, query.status, limit);
}

std::vector<ReviewItemRecord> of_target(sql::Transaction& tx, const std::string& target_id) {
    return tx.rows<ReviewItemRecord>("select * from review_items where target_id = $1", target_id);
}

void update(sql::Transaction& tx, const ReviewItemRecord& item) {
    sql::update(tx, "review_items", item, "id = $1", {item.id});
}

std::optional<ReviewItemRecord> next_free(sql::Transaction& tx, const std::string& queue_id,
                                          const std::string& reviewer, std::int32_t overlap) {
    return first_item(tx.rows<ReviewItemRecord>(
        "select * from review_items where queue_id = $1 and status = 'pending' and taken < $3 "
        "and not exists (select 1 from review_assignments "
        "where item_id = review_items.id and reviewer = $2) order by place limit 1",
        queue_id, reviewer, overlap));
}

std::optional<ReviewAssignment> held(sql::Transaction& tx, const std::string& queue_id,
                                     const std::string& reviewer, Timestamp now) {
    return tx.row<ReviewAssignment>(
        "select * from review_assignments where queue_id = $1 and reviewer = $2 "
        "and status = 'reserved' and expires_at > $3 order by reserved_at, item_id limit 1",
        queue_id, reviewer, now);
}

void free_expired(sql::Transaction& tx, const std::string& queue_id, Timestamp now,
                  std::int64_t limit) {
    const auto ended = tx.rows<ReviewAssignment>(
        "select * from review_assignments where queue_id = $1 and status = 'reserved' "
        "and expires_at <= $2 order by expires_at limit $3",
        queue_id, now, limit);
    for (const auto& assignment : ended) remove(tx, assignment);
}

std::optional<ReviewAssignment> assignment(sql::Transaction& tx, const std::string& item_id,
                                           const std::string& reviewer) {
    return tx.row<ReviewAssignment>(
        "select * from review_assignments where item_id = $1 and reviewer = $2", item_id, reviewer);
}

std::vector<ReviewAssignment> submitted(sql::Transaction& tx, const std::string& item_id) {
    return tx.rows<ReviewAssignment>(
        "select * from review_assignments where item_id = $1 and status = 'submitted' "
        "order by answered_at, reviewer",
        item_id);
}

void put(sql::Transaction& tx, const ReviewAssignment& assignment) {
    tx.run("delete from review_assignments where item_id = $1 and reviewer = $2",
           assignment.item_id, assignment.reviewer);
    tx.insert("review_assignments", assignment);
}

void remove(sql::Transaction& tx, const ReviewAssignment& assignment) {
    tx.run("delete from review_assignments where item_id = $1 and reviewer = $2",
           assignment.item_id, assignment.reviewer);
    tx.run("update review_items set taken = taken - 1 where id = $1", assignment.item_id);
}

void remove_reserved(sql::Transaction& tx, const std::string& item_id) {
    tx.run("delete from review_assignments where item_id = $1 and status = 'reserved'", item_id);
}

void forget_judgements(sql::Transaction& tx, const std::string& item_id) {
    tx.run("update review_assignments set judgement = null where item_id = $1", item_id);
}

void insert_labels(sql::Transaction& tx, std::span<const Label> labels) {
    tx.insert_all("review_labels", labels);
}

std::vector<std::string> label_names(sql::Transaction& tx, const std::string& queue_id) {
    return texts(tx.rows<Found>(
        "select distinct name as text from review_labels where queue_id = $1 order by name",
        queue_id));
}

std::map<std::pair<std::string, std::string>, JudgementCounts> pairs(sql::Transaction& tx,
                                                                     const std::string& queue_id,
                                                                     const std::string& name) {
    std::map<std::pair<std::string, std::string>, JudgementCounts> out;
    for (auto& row : tx.rows<PairRow>(
             "select a.reviewer as reviewer_a, b.reviewer as reviewer_b, a.label as label_a, "
             "b.label as label_b, count(*) as items from review_labels a join review_labels b "
             "on b.queue_id = a.queue_id and b.name = a.name and b.item_id = a.item_id "
             "and b.reviewer > a.reviewer where a.queue_id = $1 and a.name = $2 "
             "group by a.reviewer, b.reviewer, a.label, b.label",
             queue_id, name))
        out[{row.reviewer_a, row.reviewer_b}][{row.label_a, row.label_b}] = row.items;
    return out;
}

VoteCounts votes(sql::Transaction& tx, const std::string& queue_id, const std::string& name,
                 std::int64_t judgements) {
    std::map<std::string, std::map<std::string, std::int64_t>> by_item;
    for (auto& row : tx.rows<VoteRow>("select item_id, label, count(*) as votes from review_labels "
                                      "where queue_id = $1 and name = $2 group by item_id, label",
                                      queue_id, name))
        by_item[row.item_id][row.label] = row.votes;
    VoteCounts out;
    for (const auto& [item, said] : by_item) {
        std::int64_t sum = 0;
        for (const auto& [label, count] : said) sum += count;
        if (sum == judgements) ++out[said];
    }
    return out;
}

}  // namespace ontos::review_items_store
