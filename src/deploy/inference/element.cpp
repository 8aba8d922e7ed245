// What an element type can hold.
#include "deploy/inference/element.hpp"

#include <limits>
#include <string>

#include "deploy/inference/half.hpp"

namespace ontos {
namespace {

template <class T>
double as_double(const void* data, std::size_t index) {
    return static_cast<double>(static_cast<const T*>(data)[index]);
}

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

double element_as_double(ElementType type, const void* data, std::size_t index) {
    switch (type) {
        case ElementType::float32:
            return as_double<float>(data, index);
        case ElementType::float64:
            return as_double<double>(data, index);
        case ElementType::float16:
            return double{float_of_half(static_cast<const std::uint16_t*>(data)[index])};
        case ElementType::int64:
            return as_double<std::int64_t>(data, index);
        case ElementType::int32:
            return as_double<std::int32_t>(data, index);
        case ElementType::int16:
            return as_double<std::int16_t>(data, index);
        case ElementType::int8:
            return as_double<std::int8_t>(data, index);
        case ElementType::uint64:
            return as_double<std::uint64_t>(data, index);
        case ElementType::uint32:
            return as_double<std::uint32_t>(data, index);
        case ElementType::uint16:
            return as_double<std::uint16_t>(data, index);
        case ElementType::uint8:
            return as_double<std::uint8_t>(data, index);
        case ElementType::bool_:
            return as_double<bool>(data, index);
        case ElementType::string:
            break;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace ontos
