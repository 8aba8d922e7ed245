#pragma once
// One row, as an object by column name or as a list in the columns' order.

#include <span>
#include <vector>

#include "deploy/inference/cell_reader.hpp"
#include "deploy/inference/decoded_rows.hpp"

namespace ontos {

/// Reads the rows of one query into its tensors. Owned by one thread.
class RowReader {
public:
    /// `base` names the list of rows: "/body/inputs". It outlives the reader.
    RowReader(DecodedRows& out, Mistakes& mistakes, std::string_view base);

    void read_object(JsonObject row, std::size_t index, int depth);
    /// `columns[i]` is where the i-th value goes; ColumnTable::none: ignored.
    void read_list(JsonArray row, std::size_t index, std::span<const std::size_t> columns,
                   int depth);
    /// One value of a row, of any column.
    void read_value(JsonValue value, std::size_t column, const CellPlace& place, int depth);
    /// Says which columns have not been given in this row; fills those that may be left out.
    void fill_missing(std::size_t index, CellPlace place);
    /// Marks a column as given in the row; false if it already was.
    bool mark(std::size_t column, std::size_t index);
    bool has(std::size_t column, std::size_t index) const { return seen_[column] == index + 1; }
    /// Fills one column of one row with what stands for nothing.
    void fill(const InputColumn& column, std::size_t index, const CellPlace& place);

private:
    void read_single(JsonValue value, const InputColumn& column, const CellPlace& place,
                     int singletons, int depth);
    void add_missing(const InputColumn& column, CellPlace place);

    const InputPlan& plan_;
    DecodedRows& out_;
    Mistakes& mistakes_;
    std::string_view base_;
    std::vector<std::size_t> seen_;  // by column: the last row that had it, plus 1
    std::size_t seen_count_ = 0;     // in the row that is being read
};

}  // namespace ontos
