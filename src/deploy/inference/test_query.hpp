#pragma once
// What the tests of reading queries share: plans without a model, tensors as plain values.

#include <cmath>
#include <cstring>
#include <optional>

#include "deploy/inference/half.hpp"
#include "deploy/inference/probe.hpp"
#include "deploy/inference/query_reader.hpp"
#include "platform/base/failure.hpp"

namespace ontos::query_testing {

inline SignatureField declared(std::string name, ElementType type = ElementType::float32) {
    SignatureField field;
    field.name = std::move(name);
    field.type = type;
    return field;
}

/// One [N, names] tensor; nothing is declared, so null is NaN in a float column.
inline InputPlan matrix(const std::vector<std::string>& names,
                        ElementType type = ElementType::float32,
                        const std::vector<SignatureField>& rules = {}) {
    return make_input_plan({{"x", type, {-1, static_cast<std::int64_t>(names.size())}}}, names,
                           rules);
}

inline DecodedRows read(const InputPlan& plan, std::string body) {
    const PaddedText padded{std::move(body)};
    return read_query(plan, padded.view());
}

/// The Failure of a body that must be refused.
inline Failure refusal(const InputPlan& plan, const std::string& body) {
    try {
        read(plan, body);
    } catch (const Failure& failed) {
        return failed;
    }
    throw std::logic_error{"was read: " + body};
}

inline double element(DecodedRows& rows, std::size_t tensor, std::size_t at) {
    const auto get = [&]<class T>(T) {
        T value;
        std::memcpy(&value, rows.tensors[tensor].data() + at * sizeof(T), sizeof value);
        return static_cast<double>(value);
    };
    switch (rows.tensors[tensor].type()) {
        case ElementType::float32:
            return get(float{});
        case ElementType::float64:
            return get(double{});
        case ElementType::float16: {
            std::uint16_t half = 0;
            std::memcpy(&half, rows.tensors[tensor].data() + at * 2, 2);
            return float_of_half(half);
        }
        case ElementType::int64:
            return get(std::int64_t{});
        case ElementType::int32:
            return get(std::int32_t{});
        case ElementType::int16:
            return get(std::int16_t{});
        case ElementType::int8:
            return get(std::int8_t{});
        case ElementType::uint64:
            return get(std::uint64_t{});
        case ElementType::uint32:
            return get(std::uint32_t{});
        case ElementType::uint16:
            return get(std::uint16_t{});
        case ElementType::uint8:
            return get(std::uint8_t{});
        default:
            return get(bool{});
    }
}

/// A tensor of numbers, row after row.
inline std::vector<double> numbers(DecodedRows rows, std::size_t tensor = 0) {
    std::vector<double> out;
    for (std::size_t i = 0; i < rows.rows * rows.row_elements(tensor); ++i)
        out.push_back(element(rows, tensor, i));
    return out;
}

inline std::vector<std::string> texts(const DecodedRows& rows, std::size_t tensor = 0) {
    const auto& all = rows.tensors[tensor].texts();
    const auto count = rows.rows * rows.row_elements(tensor);
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace ontos::query_testing
