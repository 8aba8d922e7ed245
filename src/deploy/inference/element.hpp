#pragma once
// What an element type can hold.

#include <cstddef>
#include <cstdint>

#include "deploy/models/signature.hpp"

namespace ontos {

bool is_float(ElementType type);

/// Bytes of one element; of a text, those of its std::string.
std::size_t element_bytes(ElementType type);

struct IntegerRange {
    std::int64_t min;
    std::uint64_t max;
};

/// Of an integer type.
IntegerRange integer_range(ElementType type);

/// An element of a tensor that is not of texts; 64 bit integers are rounded.
double element_as_double(ElementType type, const void* data, std::size_t index);

}  // namespace ontos
