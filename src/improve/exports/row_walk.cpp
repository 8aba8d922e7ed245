// Walks through rows piece by piece.
#include "improve/exports/row_walk.hpp"

#include <set>

#include "improve/feedback/feedback_store.hpp"
#include "improve/sheets/feedback_row.hpp"
#include "improve/sheets/sheets_store.hpp"
#include "improve/sheets/training_sheet.hpp"

namespace ontos {
namespace {

constexpr std::int64_t rows_of_piece = 500;

/// `read(tx)` answers the rows behind those that were visited last.
void walk(sql::Database& database, const auto& read, const auto& visit) {
    for (;;) {
        const auto rows = database.read(read);
        for (const auto& row : rows) visit(row);
        if (std::ssize(rows) < rows_of_piece) return;
    }
}

void for_each_own_use(sql::Database& database, const std::set<std::string>& seen_sheets,
                      const VisitRow& visit) {
    std::string after;
    const auto judges = [&](const TrainingRowRecord& row) {
        return !seen_sheets.contains(row.training_sheet_id) && is_for_evaluation({}, row);
    };
    walk(
        database,
        [&](sql::Transaction& tx) { return rows_store::with_own_uses(tx, after, rows_of_piece); },
        [&](const TrainingRowRecord& row) {
            after = row.id;
            if (judges(row)) visit(row);
        });
}

/// In the rows of all sheets, and in the feedback that no sheet has.
void for_each_rejected_of(sql::Database& database, const std::string& endpoint_id,
                          KnownColumns& columns, const VisitContent& visit) {
    std::string after;
    walk(
        database,
        [&](sql::Transaction& tx) {
            return rows_store::with_rejected_of(tx, endpoint_id, after, rows_of_piece);
        },
        [&](const TrainingRowRecord& row) {
            after = row.id;
            visit(row.content);
        });
    after.clear();
    walk(
        database,
        [&](sql::Transaction& tx) {
            std::vector<std::pair<std::string, RowContent>> out;
            for (const auto& item : feedback_store::negative(tx, endpoint_id, after, rows_of_piece))
                out.emplace_back(item.id, judged_content(item, std::nullopt, columns.of(tx, item)));
            return out;
        },
        [&](const auto& judged) {
            after = judged.first;
            visit(judged.second);
        });
}

}  // namespace

void for_each_exportable(sql::Database& database, const std::string& sheet_id,
                         const VisitRow& visit) {
    rows_store::ExportPlace after;
    walk(
        database,
        [&](sql::Transaction& tx) {
            return rows_store::exportable(tx, sheet_id, after, rows_of_piece);
        },
        [&](const TrainingRowRecord& row) {
            after = {row.exportable_at.value(), row.row_index};
            visit(row);
        });
}

void for_each_rejected(sql::Database& database, const std::string& sheet_id,
                       const FindRowColumns& find_columns, const VisitContent& visit) {
    std::int64_t from = 0;
    walk(
        database,
        [&](sql::Transaction& tx) {
            return rows_store::with_rejected(tx, sheet_id, from, rows_of_piece);
        },
        [&](const TrainingRowRecord& row) {
            from = row.row_index + 1;
            visit(row.content);
        });
    const auto endpoints =
        database.read([&](sql::Transaction& tx) { return rows_store::endpoints(tx, sheet_id); });
    KnownColumns columns{find_columns};
    for (const auto& endpoint : endpoints) for_each_rejected_of(database, endpoint, columns, visit);
}

void for_each_evaluation_row(sql::Database& database, const VisitRow& visit) {
    const auto sheets =
        database.read([](sql::Transaction& tx) { return sheets_store::for_evaluation(tx); });
    std::set<std::string> seen;
    for (const auto& sheet : sheets) {
        seen.insert(sheet.id);
        rows_store::Filter filter{
            .review_status = std::nullopt, .use = std::nullopt, .from = 0, .limit = rows_of_piece};
        walk(
            database, [&](sql::Transaction& tx) { return rows_store::list(tx, sheet.id, filter); },
            [&](const TrainingRowRecord& row) {
                filter.from = row.row_index + 1;
                if (is_for_evaluation(sheet, row)) visit(row);
            });
    }
    for_each_own_use(database, seen, visit);
}

}  // namespace ontos
