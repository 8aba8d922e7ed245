// The SQL of feedback_items and what hangs on one: tags, key, waiting join, revisions.
#include "improve/feedback/feedback_store.hpp"

#include <fmt/format.h>

#include <limits>

#include "improve/feedback/feedback_columns.hpp"
#include "improve/feedback/feedback_search_store.hpp"
#include "platform/api/json_write.hpp"
#include "platform/base/ids.hpp"
#include "platform/sql/update.hpp"

namespace ontos::feedback_store {
namespace {

void insert_tags(sql::Transaction& tx, const FeedbackItem& item) {
    for (const auto& tag : item.tags)
        tx.run("insert into feedback_tags (tag, feedback_id) values ($1, $2)", tag, item.id);
}

template <class... Args>
std::vector<FeedbackItem> select(sql::Transaction& tx, std::string_view from_where,
                                 const Args&... args) {
    return tx.rows<FeedbackItem>(fmt::format("select {} from {}", feedback_columns(), from_where),
                                 args...);
}

template <class... Args>
std::optional<FeedbackItem> select_one(sql::Transaction& tx, std::string_view from_where,
                                       const Args&... args) {
    auto found = select(tx, from_where, args...);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

}  // namespace

void insert(sql::Transaction& tx, std::span<const FeedbackItem> items) {
    tx.insert_all("feedback_items", items);
    for (const auto& item : items) {
        insert_tags(tx, item);
        feedback_search_store::add(tx, item.id);
    }
}

void update(sql::Transaction& tx, const FeedbackItem& before, const FeedbackItem& after) {
    const bool has_other_words = !feedback_search_store::has_same_words(before, after);
    if (has_other_words) feedback_search_store::take_out(tx, after.id);
    sql::update(tx, "feedback_items", after, "id = $1", {sql::Value{after.id}});
    if (has_other_words) feedback_search_store::add(tx, after.id);
    if (before.tags == after.tags) return;
    tx.run("delete from feedback_tags where feedback_id = $1", after.id);
    insert_tags(tx, after);
}

std::optional<FeedbackItem> find(sql::Transaction& tx, const std::string& id) {
    return select_one(tx, "feedback_items f where f.id = $1", id);
}

std::vector<FeedbackItem> of_request(sql::Transaction& tx, const std::string& endpoint_id,
                                     const std::string& request_id, std::int64_t limit) {
    return select(tx,
                  "feedback_items f where f.request_id = $1 and f.endpoint_id = $2 and f.state = "
                  "'active' order by f.id desc limit $3",
                  request_id, endpoint_id, limit);
}

std::vector<FeedbackItem> of_request_id(sql::Transaction& tx, const std::string& request_id,
                                        std::int64_t limit) {
    return select(tx, "feedback_items f where f.request_id = $1 order by f.id limit $2", request_id,
                  limit);
}

std::vector<FeedbackItem> since(sql::Transaction& tx, const std::string& after_id,
                                std::int64_t limit) {
    return select(tx,
                  "feedback_items f where f.id > $1 and f.state = 'active' order by f.id limit $2",
                  after_id, limit);
}

std::optional<std::string> newest_version(sql::Transaction& tx, const std::string& endpoint_id) {
    const auto newest = [](Rating rating) {
        return fmt::format(
            "select * from (select id, model_version from feedback_items where endpoint_id = $1 "
            "and "
            "rating = '{0}' and state = 'active' order by id desc limit 1000) as newest_{0}",
            api::to_text(rating));
    };
    return tx.value<std::string>(
        fmt::format("select model_version from ({} union all {}) as newest where model_version is "
                    "not null order by id desc limit 1",
                    newest(Rating::positive), newest(Rating::negative)),
        endpoint_id);
}

std::vector<FeedbackItem> negative(sql::Transaction& tx, const std::string& endpoint_id,
                                   const std::string& after_id, std::int64_t limit) {
    return select(tx,
                  "feedback_items f where f.endpoint_id = $1 and f.rating = 'negative' and "
                  "f.state = 'active' and f.id > $2 order by f.id limit $3",
                  endpoint_id, after_id, limit);
}

std::optional<FeedbackItem> find_by_key(sql::Transaction& tx, const std::string& upsert_key) {
    return select_one(tx,
                      "feedback_keys k join feedback_items f on f.id = k.feedback_id where "
                      "k.upsert_key = $1",
                      upsert_key);
}

void insert_key(sql::Transaction& tx, const std::string& upsert_key, const std::string& feedback_id,
                const SaidParts& said) {
    tx.run("insert into feedback_keys (upsert_key, feedback_id, said) values ($1, $2, $3)",
           upsert_key, feedback_id, api::to_json_text(api::to_json(said)));
}

std::optional<SaidParts> said_by_key(sql::Transaction& tx, const std::string& upsert_key) {
    const auto said = tx.value<std::string>(
        "select said from feedback_keys where upsert_key = $1 and said is not null", upsert_key);
    if (!said) return std::nullopt;
    return api::Codec<SaidParts>::read(api::json::parse(*said));
}

void set_said(sql::Transaction& tx, const std::string& upsert_key, const SaidParts& said) {
    tx.run("update feedback_keys set said = $2 where upsert_key = $1", upsert_key,
           api::to_json_text(api::to_json(said)));
}

void keep_revision(sql::Transaction& tx, const FeedbackItem& item, Timestamp changed_at,
                   const std::string& changed_by) {
    tx.insert("feedback_revisions", FeedbackRevision{.feedback_id = item.id,
                                                     .revision = item.revision,
                                                     .changed_at = changed_at,
                                                     .changed_by = changed_by,
                                                     .input_text = item.input_text,
                                                     .output_text = item.output_text,
                                                     .rating = item.rating,
                                                     .feedback_text = item.feedback_text,
                                                     .correction = item.correction,
                                                     .expected_output = item.expected_output,
                                                     .rationale = item.rationale,
                                                     .tags = item.tags,
                                                     .value = item.value,
                                                     .label = item.label,
                                                     .subject_id = item.subject_id,
                                                     .session_id = item.session_id});
}

std::vector<FeedbackRevision> revisions(sql::Transaction& tx, const std::string& feedback_id,
                                        std::optional<std::int64_t> before, std::int64_t limit) {
    return tx.rows<FeedbackRevision>(
        "select * from feedback_revisions where feedback_id = $1 and revision < $2 order by "
        "revision desc limit $3",
        feedback_id, before.value_or(std::numeric_limits<std::int64_t>::max()), limit);
}

void forget_details(sql::Transaction& tx, const std::string& feedback_id) {
    tx.run("delete from feedback_keys where feedback_id = $1", feedback_id);
    end_waiting(tx, feedback_id);
    tx.run(
        "update feedback_revisions set input_text = '', output_text = '', feedback_text = null, "
        "correction = null, expected_output = null, rationale = null, tags = '[]', value = null, "
        "label = null, subject_id = null, session_id = null where feedback_id = $1",
        feedback_id);
}

std::vector<FeedbackItem> older(sql::Transaction& tx, Timestamp before, std::int64_t limit) {
    return select(tx, "feedback_items f where f.id < $1 order by f.id limit $2", id_place(before),
                  limit);
}

void erase(sql::Transaction& tx, const FeedbackItem& item) {
    feedback_search_store::take_out(tx, item.id);
    for (const std::string_view table :
         {"feedback_tags", "feedback_keys", "feedback_joins", "feedback_revisions"})
        tx.run(fmt::format("delete from {} where feedback_id = $1", table), item.id);
    tx.run("delete from feedback_items where id = $1", item.id);
}

void wait_for_join(sql::Transaction& tx, const std::string& feedback_id, Timestamp join_at) {
    tx.run(
        "insert into feedback_joins (feedback_id, join_at) values ($1, $2) on conflict "
        "(feedback_id) do update set join_at = excluded.join_at",
        feedback_id, join_at);
}

void end_waiting(sql::Transaction& tx, const std::string& feedback_id) {
    tx.run("delete from feedback_joins where feedback_id = $1", feedback_id);
}

std::vector<FeedbackItem> waiting(sql::Transaction& tx, Timestamp now, std::int64_t limit) {
    return select(tx,
                  "feedback_joins j join feedback_items f on f.id = j.feedback_id where j.join_at "
                  "<= $1 order by j.join_at limit $2",
                  now, limit);
}

}  // namespace ontos::feedback_store
