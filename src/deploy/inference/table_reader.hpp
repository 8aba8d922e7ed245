#pragma once
// The forms in which a query gives its rows.

#include <string_view>

#include "deploy/inference/row_reader.hpp"

namespace ontos {

/// Each reads one form into the tensors and sets the number of rows. `base` names the value
/// ("/body/inputs") and outlives the call; `depth` is that of the value in the body. Mistakes are
/// collected; what is not JSON throws JsonFault.
class TableReader {
public:
    TableReader(DecodedRows& out, Mistakes& mistakes, std::string_view base)
        : plan_{*out.plan},
          out_{out},
          mistakes_{mistakes},
          base_{base},
          rows_{out, mistakes, base} {}

    /// `inputs` and `instances`: an object (one row, or columns), a list of rows, a flat list.
    void read_any(JsonValue value, int depth);
    /// `dataframe_records`: a list of objects.
    void read_records(JsonValue value, int depth);

    /// The data of `dataframe_split`: lists in the order of `columns` (ColumnTable::none: ignored).
    void read_data(JsonValue value, std::span<const std::size_t> columns, int depth);
    /// Data of a model that is one array: read by position.
    void read_data(JsonValue value, int depth);

private:
    void read_list(JsonArray list, int depth);
    void read_objects(JsonArray list, int depth);
    void read_lists(JsonArray list, std::span<const std::size_t> columns, int depth);
    void read_array(JsonArray list, int depth);
    void read_flat(JsonArray list, int depth);
    void read_named(JsonObject object, int depth);
    void read_named_value(JsonValue value, std::size_t column, int depth);
    std::size_t read_column(JsonArray list, std::size_t column, int depth);
    void agree(bool is_list, std::size_t count, const InputColumn& column);
    void fill_missing();
    std::optional<JsonArray> list_in(JsonValue value, std::string_view expected, int depth);
    void add(std::size_t row, std::string_view problem);

    const InputPlan& plan_;
    DecodedRows& out_;
    Mistakes& mistakes_;
    std::string_view base_;
    RowReader rows_;
    const InputColumn* first_ = nullptr;  // of the columns of an object that have been read
    bool is_columns_ = false;             // the object's values are lists of rows
};

}  // namespace ontos
