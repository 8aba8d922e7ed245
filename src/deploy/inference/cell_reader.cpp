// One JSON value becomes one element of a tensor, or a mistake.
#include "deploy/inference/cell_reader.hpp"

#include <cmath>

#include "deploy/inference/half.hpp"

namespace ontos {
namespace {

enum class Fit { stored, wrong_kind, too_large, out_of_range, fraction, required, no_default };

std::string_view why(Fit fit) {
    switch (fit) {
        case Fit::too_large:
            return ", which is too large for it";
        case Fit::out_of_range:
            return ", which is out of its range";
        case Fit::fraction:
            return ", which has a fraction";
        case Fit::required:
            return ", but the signature says that it is required";
        case Fit::no_default:
            return ", and the signature has no default for it";
        default:
            return "";
    }
}

Fit put_number(double number, TensorBuffer& tensor, std::size_t at) {
    switch (tensor.type()) {
        case ElementType::float32: {
            const auto narrow = static_cast<float>(number);
            if (std::isinf(narrow)) return Fit::too_large;
            tensor.put(at, narrow);
            return Fit::stored;
        }
        case ElementType::float64:
            tensor.put(at, number);
            return Fit::stored;
        default: {
            constexpr std::uint16_t infinite = 0x7c00;
            const auto half = half_of(number);
            if ((half & 0x7fff) == infinite) return Fit::too_large;
            tensor.put(at, half);
            return Fit::stored;
        }
    }
}

Fit put_integer(std::int64_t number, TensorBuffer& tensor, std::size_t at) {
    const auto range = integer_range(tensor.type());
    if (number < range.min || (number > 0 && static_cast<std::uint64_t>(number) > range.max))
        return Fit::out_of_range;
    // Little-endian, as every supported machine: the low bytes are the narrow integer.
    std::memcpy(tensor.data() + at * tensor.width(), &number, tensor.width());
    return Fit::stored;
}

/// What is no int64: 2.0 and 1e3 are integers too; large uint64; fractions are refused.
Fit put_other_integer(JsonValue& value, TensorBuffer& tensor, std::size_t at) {
    constexpr double exact_below = 9007199254740992.0;  // 2^53
    std::uint64_t wide = 0;
    if (tensor.type() == ElementType::uint64 && !value.get_uint64().get(wide)) {
        tensor.put(at, wide);
        return Fit::stored;
    }
    double number = 0;
    if (!read_number(value, number)) return Fit::wrong_kind;
    if (number != std::floor(number)) return Fit::fraction;
    if (std::fabs(number) >= exact_below) return Fit::out_of_range;
    return put_integer(static_cast<std::int64_t>(number), tensor, at);
}

Fit put_value(JsonValue& value, TensorBuffer& tensor, std::size_t at) {
    switch (tensor.type()) {
        case ElementType::float32:
        case ElementType::float64:
        case ElementType::float16: {
            double number = 0;
            if (!read_number(value, number)) return Fit::wrong_kind;
            return put_number(number, tensor, at);
        }
        case ElementType::bool_: {
            bool truth = false;
            if (value.get_bool().get(truth)) return Fit::wrong_kind;
            tensor.put(at, truth);
            return Fit::stored;
        }
        case ElementType::string: {
            std::string_view text;
            if (value.get_string().get(text)) return Fit::wrong_kind;
            tensor.put_text(at, text);
            return Fit::stored;
        }
        default: {
            std::int64_t number = 0;
            if (value.get_int64().get(number)) return put_other_integer(value, tensor, at);
            return put_integer(number, tensor, at);
        }
    }
}

std::string_view expected_by(ElementType type) {
    switch (type) {
        case ElementType::bool_:
            return "true or false";
        case ElementType::string:
            return "a text";
        default:
            return is_float(type) ? "a number" : "an integer";
    }
}

void add_misfit(Fit fit, std::string_view found, const InputColumn& column, const CellPlace& place,
                Mistakes& mistakes) {
    std::string problem{"expected "};
    problem += expected_by(column.type);
    problem += " (";
    problem += api::to_text(column.type);
    problem += "), found ";
    problem += found;
    problem += why(fit);
    mistakes.add(place, problem);
}

/// The value is not of the column's kind, or it is no JSON at all.
void read_misfit(JsonValue value, const InputColumn& column, TensorBuffer& tensor, std::size_t at,
                 const CellPlace& place, Mistakes& mistakes, int depth) {
    const auto type = need(value.type());
    if (type == JsonType::null && need(value.is_null())) {
        if (column.nullable || column.default_value) return tensor.put_default(at, column);
        return add_misfit(is_float(column.type) ? Fit::required : Fit::no_default, "null", column,
                          place, mistakes);
    }
    const auto found = found_in(value, depth);  // a number that is no JSON ends here
    const bool takes_numbers =
        column.type != ElementType::bool_ && column.type != ElementType::string;
    const bool is_number = type == JsonType::number && takes_numbers;
    add_misfit(is_number ? Fit::too_large : Fit::wrong_kind, found, column, place, mistakes);
}

}  // namespace

std::string found_in(JsonValue value, int depth) {
    const auto type = need(value.type());
    if (type == JsonType::array || type == JsonType::object) {
        skip(value, depth);
        return type == JsonType::array ? "a list" : "an object";
    }
    const auto token = shortened(token_of(value));
    skip(value, depth);
    return type == JsonType::string ? "the text " + token : token;
}

void read_cell(JsonValue value, const InputColumn& column, TensorBuffer& tensor, std::size_t at,
               const CellPlace& place, Mistakes& mistakes, int depth) {
    const auto fit = put_value(value, tensor, at);
    if (fit == Fit::stored) [[likely]]
        return;
    if (fit == Fit::wrong_kind)
        return read_misfit(value, column, tensor, at, place, mistakes, depth);
    add_misfit(fit, shortened(token_of(value)), column, place, mistakes);
}

}  // namespace ontos
