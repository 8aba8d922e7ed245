#pragma once
// The rows in the text of a request: in the forms that a query takes.

#include <functional>
#include <map>
#include <span>

#include "improve/feedback/feedback_item.hpp"
#include "improve/sheets/training_row.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// What a model reads of a row, in its order.
struct RowColumn {
    std::string name;
    int dimensions = 0;  ///< of its value in one row: 0 is a number or a text
};

/// What a text asks about.
struct AskedRows {
    std::size_t count = 0;        ///< 0: it is no rows, but a text
    std::optional<Features> row;  ///< the one row, if there is one and its columns have names
};

/// Reads an object, lists of rows and lists by column, bare or as `inputs`, `instances`,
/// `dataframe_records` or `dataframe_split`. Without columns (the model is not known here) an
/// object is a row, and chat messages are a text.
AskedRows asked_rows(const std::string& text, std::span<const RowColumn> columns);

/// The columns of the model that answered; none where it is not known here.
using FindRowColumns =
    std::function<std::vector<RowColumn>(sql::Transaction& tx, const FeedbackItem& item)>;

/// The same, asked once for each model. Owned by one job.
class KnownColumns {
public:
    explicit KnownColumns(const FindRowColumns& find) : find_{find} {}

    std::span<const RowColumn> of(sql::Transaction& tx, const FeedbackItem& item);

private:
    const FindRowColumns& find_;
    std::map<std::string, std::vector<RowColumn>> known_;  ///< by endpoint, model and version
};

}  // namespace ontos
