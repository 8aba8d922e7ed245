#pragma once
// Where each value of a query goes: columns, the tensors behind them, and names to columns.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/models/signature.hpp"

namespace ontos {

/// An input of the model, as the runtime says. -1 is a free dimension.
struct InputTensor {
    std::string name;
    ElementType type = ElementType::float32;
    std::vector<std::int64_t> shape;  ///< the first dimension is rows; none: one row, one value

    /// Dimensions of one row's part.
    std::span<const std::int64_t> inner() const;
    /// How many elements a row has; -1 where a dimension is free.
    std::int64_t row_elements() const;
};

/// What a missing value or null stands for: a number, or a text.
struct DefaultValue {
    double number = 0;
    std::int64_t integer = 0;
    std::string text;
};

/// What a client names.
struct InputColumn {
    std::string name;
    ElementType type = ElementType::float32;
    std::size_t tensor = 0;
    std::size_t offset = 0;          ///< of its element within a row of the tensor
    std::vector<std::int64_t> cell;  ///< dimensions of a row's value; empty: one value
    int singletons = 0;              ///< a single value may also come in this many lists of one
    bool optional = false;
    bool nullable = false;
    std::optional<DefaultValue> default_value;
};

/// Names to positions: the expected next name first, then a hash table at most half full. Constant.
class ColumnTable {
public:
    ColumnTable() = default;
    explicit ColumnTable(const std::vector<InputColumn>& columns);
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    /// `expected` is where a sender that keeps the order would be.
    std::size_t find(std::string_view name, std::size_t expected) const {
        if (expected < names_.size() && names_[expected] == name) return expected;
        return look_up(name);
    }

private:
    std::size_t look_up(std::string_view name) const;

    std::vector<std::string> names_;
    std::vector<std::uint32_t> slots_;  // position + 1; 0 is empty
    std::size_t mask_ = 0;
};

/// Constant after construction.
struct InputPlan {
    std::vector<InputTensor> tensors;
    std::vector<InputColumn> columns;
    ColumnTable table;
    std::vector<std::size_t> in_order;  ///< 0, 1, ...: where values given by position go
    /// One tensor that is not a list of columns: rows of it are read by position.
    bool is_one_array = false;
    /// Named columns of one tensor: a query may also name the tensor, and send rows by position.
    bool is_matrix = false;
    /// How many rows the model takes at once; nullopt: any number.
    std::optional<std::size_t> fixed_rows;
};

/// `column_names` are those of the one tensor's columns, or none. `declared` says, by name, what
/// may be left out or null; where it is empty, null in a float column is NaN. Throws
/// Failure{invalid, model_refused} where names do not fit the tensors.
InputPlan make_input_plan(std::vector<InputTensor> tensors,
                          const std::vector<std::string>& column_names,
                          const std::vector<SignatureField>& declared);

}  // namespace ontos
