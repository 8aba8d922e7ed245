// The SQL of training_sheets.
#include "improve/sheets/sheets_store.hpp"

#include <fmt/format.h>

#include "platform/sql/update.hpp"

namespace ontos::sheets_store {
namespace {

struct SheetId {
    std::string id;

    static constexpr auto fields(auto...) { return std::array{api::field<&SheetId::id>("Sheet.")}; }
};

std::string count_columns() {
    std::string names;
    for (const auto& field : api::Codec<SheetCounts>::fields)
        names.append(names.empty() ? "" : ", ").append(field.name);
    return names;
}

}  // namespace

void insert(sql::Transaction& tx, const TrainingSheetRecord& sheet) {
    tx.insert("training_sheets", sheet);
}

std::optional<TrainingSheetRecord> find(sql::Transaction& tx, const std::string& id) {
    return tx.row<TrainingSheetRecord>(
        "select * from training_sheets where id = $1 and deleted_at is null", id);
}

std::vector<TrainingSheetRecord> list(sql::Transaction& tx, const Filter& filter) {
    return tx.rows<TrainingSheetRecord>(
        "select * from training_sheets where deleted_at is null "
        "and (cast($1 as text) is null or status = $1) "
        "and (cast($2 as text) is null or template_id = $2) "
        "and ($3 = '' or id < $3) order by id desc limit $4",
        filter.status, filter.template_id, filter.before, filter.limit);
}

std::int64_t count(sql::Transaction& tx) {
    return tx.value<std::int64_t>("select count(*) from training_sheets where deleted_at is null")
        .value();
}

std::optional<TrainingSheetRecord> of_template(sql::Transaction& tx,
                                               const std::string& template_id) {
    return tx.row<TrainingSheetRecord>(
        "select * from training_sheets where template_id = $1 and deleted_at is null "
        "order by id limit 1",
        template_id);
}

void update(sql::Transaction& tx, const TrainingSheetRecord& sheet) {
    tx.run(
        "update training_sheets set name = $2, description = $3, status = $4, allowed_uses = $5, "
        "prohibited_uses = $6, updated_at = $7, deleted_at = $8 where id = $1",
        sheet.id, sheet.name, sheet.description, sheet.status, sheet.allowed_uses,
        sheet.prohibited_uses, sheet.updated_at, sheet.deleted_at);
}

void add_counts(sql::Transaction& tx, const std::string& id, const SheetCounts& added,
                Timestamp now) {
    static const std::string counts_of_sheet =
        fmt::format("select {} from training_sheets where id = $1", count_columns());
    tx.run("update training_sheets set updated_at = $2 where id = $1", id, now);
    const auto counts = tx.row<SheetCounts>(counts_of_sheet, id);
    check(counts.has_value(), "the sheet whose rows are counted is there");
    sql::update(tx, "training_sheets", sum(*counts, added), "id = $1", {id});
}

std::vector<TrainingSheetRecord> for_evaluation(sql::Transaction& tx) {
    return tx.rows<TrainingSheetRecord>(
        "select * from training_sheets where deleted_at is null and allowed_uses not like "
        "'%\"training\"%' and (allowed_uses like '%\"evaluation\"%' or allowed_uses like "
        "'%\"testing\"%') order by id");
}

std::vector<TemplateUse> template_uses(sql::Transaction& tx) {
    return tx.rows<TemplateUse>(
        "select template_id, id as training_sheet_id, total_rows from training_sheets "
        "where id in (select min(id) from training_sheets where template_id is not null "
        "and deleted_at is null group by template_id) order by template_id");
}

std::vector<SourceUse> source_uses(sql::Transaction& tx, std::int64_t limit) {
    return tx.rows<SourceUse>(
        "select sheet_id, count(*) as training_sheet_count from training_sheets "
        "where sheet_id is not null and deleted_at is null group by sheet_id "
        "order by sheet_id limit $1",
        limit);
}

std::vector<std::string> deleted(sql::Transaction& tx) {
    std::vector<std::string> ids;
    for (auto& row :
         tx.rows<SheetId>("select id from training_sheets where deleted_at is not null"))
        ids.push_back(std::move(row.id));
    return ids;
}

void remove(sql::Transaction& tx, const std::string& id) {
    tx.run("delete from training_sheets where id = $1", id);
}

}  // namespace ontos::sheets_store
