// Where each value of a query goes: columns, the tensors behind them, and names to columns.
#include "deploy/inference/input_plan.hpp"

#include <algorithm>
#include <cstring>

#include "deploy/inference/element.hpp"

namespace ontos {
namespace {

Failure refused_plan(std::string why) {
    return Failure{FailureKind::invalid, std::move(why)}.code("model_refused");
}

/// Eight bytes at a time; good enough for a table whose names the model's owner chose.
std::uint64_t hash_of(std::string_view text) {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
    std::uint64_t hash = text.size() * odd;
    for (; text.size() >= 8; text.remove_prefix(8)) {
        std::uint64_t part = 0;
        std::memcpy(&part, text.data(), 8);
        hash = (hash ^ part) * odd;
        hash ^= hash >> 32;
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, text.data(), text.size());
    hash = (hash ^ rest) * odd;
    return hash ^ (hash >> 32);
}

const SignatureField* declared_as(const std::vector<SignatureField>& declared,
                                  std::string_view name) {
    const auto found = std::ranges::find(declared, name, &SignatureField::name);
    return found == declared.end() ? nullptr : &*found;
}

bool is_within(const api::json::value& value, IntegerRange range) {
    if (value.is_uint64()) return value.get_uint64() <= range.max;
    if (!value.is_int64() || value.get_int64() < range.min) return false;
    return value.get_int64() < 0 || static_cast<std::uint64_t>(value.get_int64()) <= range.max;
}

std::optional<DefaultValue> default_of(const api::json::value& value, const InputColumn& column) {
    if (value.is_null()) return std::nullopt;
    const auto type = column.type;
    DefaultValue out;
    if (type == ElementType::string && value.is_string())
        out.text = value.get_string();
    else if (type == ElementType::bool_ && value.is_bool())
        out.integer = value.get_bool();
    else if (is_float(type) && value.is_number())
        out.number = value.to_number<double>();
    else if (type != ElementType::string && type != ElementType::bool_ && !is_float(type) &&
             is_within(value, integer_range(type)))
        out.integer =
            value.is_int64() ? value.get_int64() : static_cast<std::int64_t>(value.get_uint64());
    else
        throw refused_plan("The default of input '" + column.name + "' is no " +
                           std::string{api::to_text(type)} + ".");
    return out;
}

/// What is declared, or the rule for what is not: null in a float column is NaN.
void set_rules(InputColumn& column, const std::vector<SignatureField>& declared) {
    const auto* field = declared_as(declared, column.name);
    if (!field) {
        column.nullable = is_float(column.type);
        return;
    }
    column.default_value = default_of(field->default_, column);
    const bool has_filler = column.default_value || is_float(column.type);
    column.optional = field->optional && has_filler;
    // What is declared as a tensor says nothing of its values.
    const bool says_nothing = !field->shape.empty() && is_float(column.type);
    column.nullable = (field->optional || field->nullable || says_nothing) && has_filler;
}

std::vector<InputColumn> matrix_columns(const InputTensor& tensor,
                                        const std::vector<std::string>& names) {
    std::vector<InputColumn> columns(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        columns[i].name = names[i];
        columns[i].type = tensor.type;
        columns[i].offset = i;
    }
    return columns;
}

/// One column a tensor; a tensor with one value a row is a single value.
std::vector<InputColumn> tensor_columns(const std::vector<InputTensor>& tensors) {
    std::vector<InputColumn> columns(tensors.size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        columns[i].name = tensors[i].name;
        columns[i].type = tensors[i].type;
        columns[i].tensor = i;
        const auto inner = tensors[i].inner();
        if (tensors[i].row_elements() == 1)
            columns[i].singletons = static_cast<int>(inner.size());
        else
            columns[i].cell.assign(inner.begin(), inner.end());
    }
    return columns;
}

std::optional<std::size_t> fixed_rows_of(const std::vector<InputTensor>& tensors) {
    std::optional<std::size_t> rows;
    for (const auto& tensor : tensors) {
        const auto fixed = tensor.shape.empty() ? 1 : tensor.shape.front();
        if (fixed < 0) continue;
        if (rows && *rows != static_cast<std::size_t>(fixed))
            throw refused_plan("The model's inputs fix different numbers of rows.");
        rows = static_cast<std::size_t>(fixed);
    }
    return rows;
}

void check_names(const std::vector<InputColumn>& columns) {
    auto sorted = columns;
    std::ranges::sort(sorted, {}, &InputColumn::name);
    const auto twice = std::ranges::adjacent_find(sorted, {}, &InputColumn::name);
    if (twice != sorted.end())
        throw refused_plan("The model has two inputs of the name '" + twice->name + "'.");
}

}  // namespace

std::span<const std::int64_t> InputTensor::inner() const {
    return std::span{shape}.subspan(shape.empty() ? 0 : 1);
}

std::int64_t InputTensor::row_elements() const {
    constexpr std::int64_t elements_max = 1 << 26;
    std::int64_t count = 1;
    for (const auto size : inner()) {
        if (size < 0) return -1;
        if (size == 0 || count > elements_max / size)
            throw refused_plan("A row of the model's input '" + name +
                               "' has no elements or more than "
                               "67,108,864.");
        count *= size;
    }
    return count;
}

ColumnTable::ColumnTable(const std::vector<InputColumn>& columns) {
    std::size_t size = 4;
    while (size < columns.size() * 2) size *= 2;
    mask_ = size - 1;
    slots_.assign(size, 0);
    for (const auto& column : columns) {
        names_.push_back(column.name);
        auto at = hash_of(column.name) & mask_;
        while (slots_[at]) at = (at + 1) & mask_;
        slots_[at] = static_cast<std::uint32_t>(names_.size());
    }
}

std::size_t ColumnTable::look_up(std::string_view name) const {
    for (auto at = hash_of(name) & mask_; slots_[at]; at = (at + 1) & mask_)
        if (names_[slots_[at] - 1] == name) return slots_[at] - 1;
    return none;
}

InputPlan make_input_plan(std::vector<InputTensor> tensors,
                          const std::vector<std::string>& column_names,
                          const std::vector<SignatureField>& declared) {
    if (tensors.empty()) throw refused_plan("The model takes no inputs.");
    InputPlan plan;
    plan.is_matrix = !column_names.empty();
    if (plan.is_matrix) {
        auto& tensor = tensors.front();
        if (tensors.size() != 1 || tensor.shape.size() > 2)
            throw refused_plan(
                "Column names fit only a model with one input of shape [rows, columns].");
        const auto count = static_cast<std::int64_t>(column_names.size());
        if (tensor.shape.size() == 2 && tensor.shape[1] < 0) tensor.shape[1] = count;
        if (tensor.row_elements() != count)
            throw refused_plan(std::to_string(count) +
                               " columns are declared, but the model's input '" + tensor.name +
                               "' takes " + std::to_string(tensor.row_elements()) + ".");
        plan.columns = matrix_columns(tensor, column_names);
    } else {
        plan.columns = tensor_columns(tensors);
    }
    check_names(plan.columns);
    for (auto& column : plan.columns) {
        set_rules(column, declared);
        plan.in_order.push_back(plan.in_order.size());
    }
    plan.is_one_array = plan.columns.size() == 1 && !plan.columns.front().cell.empty();
    plan.fixed_rows = fixed_rows_of(tensors);
    plan.table = ColumnTable{plan.columns};
    plan.tensors = std::move(tensors);
    return plan;
}

}  // namespace ontos
