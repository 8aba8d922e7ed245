#pragma once
// The memory of one input tensor while rows arrive.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "deploy/inference/element.hpp"
#include "deploy/inference/input_plan.hpp"

namespace ontos {

/// Grows by doubling, up to 128 MiB (texts 256 MiB), which is more than a body of 16 MiB can fill
/// without columns that are left out. Every element is written before it is read, by whoever fills
/// it. Owned by one thread.
class TensorBuffer {
public:
    explicit TensorBuffer(const InputTensor& tensor)
        : type_{tensor.type}, width_{element_bytes(tensor.type)} {}

    /// Throws Failure{too_large} beyond the bound.
    void reserve(std::size_t elements) {
        if (elements > capacity_) grow(elements);
    }
    template <class T>
    void put(std::size_t at, T value) {
        std::memcpy(data_.get() + at * sizeof(T), &value, sizeof value);
    }
    void put_text(std::size_t at, std::string_view text) { texts_[at] = text; }
    /// The column's default, or NaN in a float column.
    void put_default(std::size_t at, const InputColumn& column);

    ElementType type() const { return type_; }
    std::byte* data() { return data_.get(); }
    const std::byte* data() const { return data_.get(); }
    const std::vector<std::string>& texts() const { return texts_; }
    std::size_t width() const { return width_; }

private:
    void grow(std::size_t elements);

    ElementType type_;
    std::size_t width_;
    std::size_t capacity_ = 0;
    std::unique_ptr<std::byte[]> data_;
    std::vector<std::string> texts_;
};

}  // namespace ontos
