// Training rows of a person, found and erased.
#include "improve/sheets/rows_erasure.hpp"

#include <map>

#include "improve/sheets/rows_erasure_store.hpp"
#include "improve/sheets/sheets_store.hpp"

namespace ontos {

std::vector<ErasureLink> RowsErasure::scan(sql::Transaction& tx,
                                           const ErasedSubject& subject) const {
    return rows_erasure_store::scan(tx, subject);
}

std::int64_t RowsErasure::link(sql::Transaction& tx, const ErasedSubject& subject) const {
    return rows_erasure_store::link(tx, subject);
}

HeldRecords RowsErasure::held(sql::Transaction& tx, const ErasedSubject& subject) const {
    return rows_erasure_store::held(tx, subject);
}

std::vector<HeldRecord> RowsErasure::records(sql::Transaction& tx, const ErasedSubject& subject,
                                             const std::string& after, std::int64_t limit) const {
    return rows_erasure_store::records(tx, subject, after, limit);
}

std::int64_t RowsErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                std::int64_t limit) const {
    const auto rows = rows_erasure_store::linked(tx, subject, limit);
    std::map<std::string, SheetCounts> gone;
    for (const auto& row : rows) {
        auto& counts = gone[row.training_sheet_id];
        counts = sum(counts, counts_of(row));
        rows_erasure_store::remove(tx, row.id);
    }
    for (const auto& [sheet_id, counts] : gone)
        sheets_store::add_counts(tx, sheet_id, sum({}, counts, -1), clock_.now());
    rows_erasure_store::remove_ties(tx, subject);
    return std::ssize(rows);
}

}  // namespace ontos
