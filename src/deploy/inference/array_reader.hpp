#pragma once
// Lists of lists of numbers become a tensor, and their lengths its shape.

#include <optional>
#include <vector>

#include "deploy/inference/cell_reader.hpp"
#include "deploy/inference/decoded_rows.hpp"

namespace ontos {

/// Reads the value of a column that has more than one element a row: one row's, or a list of rows.
/// Owned by one thread; lives for one value.
class ArrayReader {
public:
    /// `first_row` is the row that the value starts at.
    ArrayReader(DecodedRows& out, const InputColumn& column, std::size_t first_row, CellPlace place,
                Mistakes& mistakes);

    /// `level` counts the lists around the value that were opened by this reader or its caller.
    void read(JsonValue value, std::size_t level, int depth);
    /// For a caller that iterates the outermost list itself: around each item, ...
    void enter(std::size_t index) { path_.push_back(index); }
    void exit() { path_.pop_back(); }
    /// ... and when the list ends.
    void leave(std::size_t level, std::size_t count);

    struct Found {
        bool is_list = false;  ///< of rows; else one row
        std::size_t rows = 0;
    };
    /// Compares the shape with the column's; nullopt (and a mistake) where it does not fit.
    std::optional<Found> finish();

private:
    void read_list(JsonArray list, std::size_t level, int depth);
    void fail(const std::string& problem);
    bool fits(std::size_t outer);

    DecodedRows& out_;
    const InputColumn& column_;
    CellPlace place_;
    Mistakes& mistakes_;
    std::vector<std::size_t> path_;
    std::vector<std::size_t> sizes_;  // by level, of the first list that ended there
    std::optional<std::size_t> leaf_level_;
    std::size_t next_ = 0;
    bool is_failed_ = false;
};

}  // namespace ontos
