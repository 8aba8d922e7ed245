// Sheets and rows that must be there.
#include "improve/sheets/sheet_lookup.hpp"

#include <charconv>

#include "improve/sheets/rows_store.hpp"
#include "improve/sheets/sheets_store.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

std::optional<std::int64_t> index_in(const std::string& text) {
    std::int64_t index = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, index);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return index;
}

}  // namespace

TrainingSheetRecord require_sheet(sql::Transaction& tx, const std::string& id) {
    if (auto found = sheets_store::find(tx, id)) return *std::move(found);
    throw Failure{FailureKind::not_found, "There is no training sheet \"" + shortened(id) + "\"."}
        .code("sheet_not_found")
        .hint("GET /api/v1/training-sheets/list lists them.");
}

TrainingSheetRecord require_open_sheet(sql::Transaction& tx, const std::string& id) {
    auto sheet = require_sheet(tx, id);
    if (sheet.status != SheetStatus::archived) return sheet;
    throw Failure{FailureKind::conflict, "The training sheet \"" + sheet.name + "\" is archived."}
        .code("sheet_archived")
        .hint("PATCH its status to ready, or take another sheet.");
}

TrainingRowRecord require_row(sql::Transaction& tx, const std::string& sheet_id,
                              const std::string& reference) {
    if (const auto index = index_in(reference)) {
        if (auto found = rows_store::find(tx, sheet_id, *index)) return *std::move(found);
    } else if (auto found = rows_store::find(tx, sheet_id, reference)) {
        return *std::move(found);
    }
    throw Failure{FailureKind::not_found,
                  "The training sheet has no row \"" + shortened(reference) + "\"."}
        .code("row_not_found")
        .hint("GET /api/v1/training-sheets/" + sheet_id + "/rows lists them.");
}

}  // namespace ontos
