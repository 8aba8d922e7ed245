#pragma once
// Walks through the rows of a sheet piece by piece, so that no transaction is long and no memory
// large.

#include <functional>

#include "improve/sheets/asked_rows.hpp"
#include "improve/sheets/rows_store.hpp"

namespace ontos {

using VisitRow = std::function<void(const TrainingRowRecord&)>;
using VisitContent = std::function<void(const RowContent&)>;

/// In the order in which they became exportable. Rows that become so meanwhile come last or not at
/// all.
void for_each_exportable(sql::Database& database, const std::string& sheet_id,
                         const VisitRow& visit);
/// Contents with a rejected response: the rows of the sheet in whatever state, and, of each
/// endpoint whose answers it has, the rows of other sheets and the feedback that is negative now.
void for_each_rejected(sql::Database& database, const std::string& sheet_id,
                       const FindRowColumns& find_columns, const VisitContent& visit);
/// Rows by which models are judged, of all sheets: those of evaluation sheets, and those that say
/// themselves that they are for evaluation or testing and not for training.
void for_each_evaluation_row(sql::Database& database, const VisitRow& visit);

}  // namespace ontos
