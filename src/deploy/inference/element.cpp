// What an element type can hold.
#include "deploy/inference/element.hpp"

#include <limits>
#include <string>

namespace ontos {
namespace {

template <class T>
constexpr IntegerRange range_of{std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};

}  // namespace

bool is_float(ElementType type) {
    return type == ElementType::float32 || type == ElementType::float64 ||
           type == ElementType::float16;
}

std::size_t element_bytes(ElementType type) {
    switch (type) {
        case ElementType::float64:
        case ElementType::int64:
        case ElementType::uint64:
            return 8;
        case ElementType::float32:
        case ElementType::int32:
        case ElementType::uint32:
            return 4;
        case ElementType::float16:
        case ElementType::int16:
        case ElementType::uint16:
            return 2;
        case ElementType::bool_:
        case ElementType::int8:
        case ElementType::uint8:
            return 1;
        case ElementType::string:
            return sizeof(std::string);
    }
    return 1;
}

IntegerRange integer_range(ElementType type) {
    switch (type) {
        case ElementType::int32:
            return range_of<std::int32_t>;
        case ElementType::int16:
            return range_of<std::int16_t>;
        case ElementType::int8:
            return range_of<std::int8_t>;
        case ElementType::uint64:
            return range_of<std::uint64_t>;
        case ElementType::uint32:
            return range_of<std::uint32_t>;
        case ElementType::uint16:
            return range_of<std::uint16_t>;
        case ElementType::uint8:
            return range_of<std::uint8_t>;
        default:
            return range_of<std::int64_t>;
    }
}

}  // namespace ontos
