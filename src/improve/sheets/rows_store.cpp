// The SQL of training_rows.
#include "improve/sheets/rows_store.hpp"

#include <fmt/format.h>

#include "platform/sql/texts.hpp"
#include "platform/sql/update.hpp"

namespace ontos::rows_store {
namespace {

std::vector<TrainingRowRecord> rows(sql::Transaction& tx, std::string_view rest,
                                    const auto&... parameters) {
    return tx.rows<TrainingRowRecord>(std::string{"select * from training_rows "}.append(rest),
                                      parameters...);
}

std::optional<TrainingRowRecord> first(std::vector<TrainingRowRecord> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

/// Ids of rows that are there or were removed, by what they came of, the oldest first.
std::vector<std::string> ids_where(sql::Transaction& tx, std::string_view column,
                                   const std::string& value, std::int64_t limit) {
    return sql::texts(tx.table(
        fmt::format("select id from training_rows where {0} = $1 union all "
                    "select id from removed_training_rows where {0} = $1 order by id limit $2",
                    column),
        value, limit));
}

struct EndpointOfRow {
    std::string endpoint_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&EndpointOfRow::endpoint_id>("The endpoint.")};
    }
};

}  // namespace

void insert(sql::Transaction& tx, std::span<const TrainingRowRecord> all) {
    tx.insert_all("training_rows", all);
}

std::int64_t next_index(sql::Transaction& tx, const std::string& sheet_id) {
    return tx.value<std::int64_t>(
                 "select max(row_index) from training_rows where training_sheet_id = $1", sheet_id)
               .value_or(-1) +
           1;
}

std::optional<TrainingRowRecord> find(sql::Transaction& tx, const std::string& sheet_id,
                                      const std::string& id) {
    return first(rows(tx, "where id = $1 and training_sheet_id = $2", id, sheet_id));
}

std::optional<TrainingRowRecord> find(sql::Transaction& tx, const std::string& sheet_id,
                                      std::int64_t row_index) {
    return first(rows(tx, "where training_sheet_id = $1 and row_index = $2", sheet_id, row_index));
}

std::optional<TrainingRowRecord> find_anywhere(sql::Transaction& tx, const std::string& id) {
    return first(rows(tx, "where id = $1", id));
}

std::vector<std::string> ids_of_subject(sql::Transaction& tx, const std::string& subject_id,
                                        std::int64_t limit) {
    return ids_where(tx, "subject_id", subject_id, limit);
}

std::vector<std::string> ids_of_feedback(sql::Transaction& tx, const std::string& feedback_id,
                                         std::int64_t limit) {
    return ids_where(tx, "feedback_id", feedback_id, limit);
}

std::optional<std::string> feedback_of(sql::Transaction& tx, const std::string& id) {
    return tx.value<std::string>(
        "select feedback_id from training_rows where id = $1 union all "
        "select feedback_id from removed_training_rows where id = $1",
        id);
}

std::optional<TrainingRowRecord> find_of_feedback(sql::Transaction& tx, const std::string& sheet_id,
                                                  const std::string& feedback_id) {
    return first(
        rows(tx, "where training_sheet_id = $1 and feedback_id = $2", sheet_id, feedback_id));
}

std::vector<TrainingRowRecord> list_of_feedback(sql::Transaction& tx,
                                                const std::string& feedback_id) {
    return rows(tx, "where feedback_id = $1 order by id", feedback_id);
}

std::vector<TrainingRowRecord> list(sql::Transaction& tx, const std::string& sheet_id,
                                    const Filter& filter) {
    return rows(tx,
                "where training_sheet_id = $1 and row_index >= $2 "
                "and (cast($3 as text) is null or review_status = $3) "
                "and (cast($4 as text) is null or use = $4) order by row_index limit $5",
                sheet_id, filter.from, filter.review_status, filter.use, filter.limit);
}

void update(sql::Transaction& tx, const TrainingRowRecord& row) {
    sql::update(tx, "training_rows", row, "id = $1", {row.id});
}

std::vector<TrainingRowRecord> exportable(sql::Transaction& tx, const std::string& sheet_id,
                                          const ExportPlace& after, std::int64_t limit) {
    return rows(tx,
                "where training_sheet_id = $1 and exportable_at is not null "
                "and (exportable_at, row_index) > ($2, $3) "
                "order by exportable_at, row_index limit $4",
                sheet_id, after.exportable_at, after.row_index, limit);
}

std::int64_t count_approved(sql::Transaction& tx, const std::string& sheet_id, Interval when) {
    return tx
        .value<std::int64_t>(
            "select count(*) from training_rows where training_sheet_id = $1 "
            "and exportable_at > $2 and exportable_at <= $3 and review_status in ('approved', "
            "'edited')",
            sheet_id, when.from, when.to)
        .value();
}

std::vector<TrainingRowRecord> with_rejected(sql::Transaction& tx, const std::string& sheet_id,
                                             std::int64_t from, std::int64_t limit) {
    return rows(tx,
                "where training_sheet_id = $1 and rejected_response is not null "
                "and row_index >= $2 order by row_index limit $3",
                sheet_id, from, limit);
}

std::vector<TrainingRowRecord> with_rejected_of(sql::Transaction& tx,
                                                const std::string& endpoint_id,
                                                const std::string& after_id, std::int64_t limit) {
    return rows(tx,
                "where endpoint_id = $1 and rejected_response is not null and id > $2 and "
                "training_sheet_id in (select id from training_sheets where deleted_at is null) "
                "order by id limit $3",
                endpoint_id, after_id, limit);
}

std::vector<std::string> endpoints(sql::Transaction& tx, const std::string& sheet_id) {
    std::vector<std::string> ids;
    for (const auto& found : tx.rows<EndpointOfRow>(
             "select distinct endpoint_id from training_rows where training_sheet_id = $1 and "
             "endpoint_id is not null order by endpoint_id",
             sheet_id))
        ids.push_back(found.endpoint_id);
    return ids;
}

std::vector<TrainingRowRecord> with_own_uses(sql::Transaction& tx, const std::string& after_id,
                                             std::int64_t limit) {
    return rows(tx,
                "where allowed_uses <> '[]' and id > $1 and training_sheet_id in "
                "(select id from training_sheets where deleted_at is null) order by id limit $2",
                after_id, limit);
}

std::int64_t remove(sql::Transaction& tx, const std::string& sheet_id, std::int64_t limit) {
    tx.run(
        "insert into removed_training_rows (id, training_sheet_id, feedback_id, request_id, "
        "endpoint_id, session_id, subject_id) select id, training_sheet_id, feedback_id, "
        "request_id, endpoint_id, session_id, subject_id from training_rows where id in "
        "(select id from training_rows where training_sheet_id = $1 order by id limit $2) and "
        "(feedback_id is not null or subject_id is not null or session_id is not null)",
        sheet_id, limit);
    return tx.run(
        "delete from training_rows where id in "
        "(select id from training_rows where training_sheet_id = $1 order by id limit $2)",
        sheet_id, limit);
}

}  // namespace ontos::rows_store
