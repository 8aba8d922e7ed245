// The memory of one input tensor while rows arrive.
#include "deploy/inference/tensor_buffer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "deploy/inference/half.hpp"
#include "platform/base/failure.hpp"

namespace ontos {

void TensorBuffer::grow(std::size_t elements) {
    const std::size_t bytes_max = type_ == ElementType::string ? 256 << 20 : 128 << 20;
    if (elements > bytes_max / width_)
        throw Failure{FailureKind::too_large, "The rows need more than " +
                                                  std::to_string(bytes_max >> 20) +
                                                  " MiB as a tensor: send fewer rows at a time."};
    const auto capacity = std::max(elements, std::min(capacity_ * 2, bytes_max / width_));
    if (type_ == ElementType::string) {
        texts_.resize(capacity);
    } else {
        auto wider = std::make_unique_for_overwrite<std::byte[]>(capacity * width_);
        if (capacity_) std::memcpy(wider.get(), data_.get(), capacity_ * width_);
        data_ = std::move(wider);
    }
    capacity_ = capacity;
}

void TensorBuffer::put_default(std::size_t at, const InputColumn& column) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const auto& filler = column.default_value;
    const double number = filler ? filler->number : nan;
    switch (type_) {
        case ElementType::float32:
            return put(at, static_cast<float>(number));
        case ElementType::float64:
            return put(at, number);
        case ElementType::float16:
            return put(at, half_of(number));
        case ElementType::string:
            return put_text(at, filler ? filler->text : std::string{});
        default:
            break;
    }
    // Little-endian, as this and every supported machine: the low bytes are the narrow integer.
    const std::int64_t integer = filler ? filler->integer : 0;
    std::memcpy(data_.get() + at * width_, &integer, width_);
}

}  // namespace ontos
