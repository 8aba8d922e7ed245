#pragma once
// Walks through the rows of a sheet piece by piece, so that no transaction is long and no memory
// large.

#include <functional>

#include "improve/sheets/rows_store.hpp"

namespace ontos {

using VisitRow = std::function<void(const TrainingRowRecord&)>;

/// In the order in which they became exportable. Rows that become so meanwhile come last or not at
/// all.
void for_each_exportable(sql::Database& database, const std::string& sheet_id,
                         const VisitRow& visit);
/// Those with a rejected response, in whatever state.
void for_each_rejected(sql::Database& database, const std::string& sheet_id, const VisitRow& visit);
/// Rows by which models are judged, of all sheets: those of evaluation sheets, and those that say
/// themselves that they are for evaluation or testing and not for training.
void for_each_evaluation_row(sql::Database& database, const VisitRow& visit);

}  // namespace ontos
