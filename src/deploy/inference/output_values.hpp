#pragma once
// What a run answered, ready to be read: shapes, numbers, texts, maps.

#include <string>
#include <string_view>
#include <vector>

#include "deploy/inference/ort_state.hpp"
#include "deploy/inference/output_plan.hpp"

namespace ontos {

/// One output. Views live as long as the Ort::Value it was made from, which does not move. Of maps
/// only `raw` is there.
class OutputValues {
public:
    OutputValues(const OutputTensor& output, const Ort::Value& value);

    const Ort::Value& raw() const { return *raw_; }
    /// Null if they are texts, or none.
    const void* data() const { return data_; }

    ElementType type() const { return type_; }
    const std::vector<std::int64_t>& shape() const { return shape_; }
    std::size_t size() const { return size_; }
    template <class T>
    T at(std::size_t index) const {
        return static_cast<const T*>(data_)[index];
    }
    std::string_view text_at(std::size_t index) const;

    /// Appends one element as JSON; counts what JSON cannot say.
    std::size_t append(std::string& out, std::size_t index) const;

private:
    const Ort::Value* raw_;
    ElementType type_;
    std::vector<std::int64_t> shape_;
    std::size_t size_ = 0;
    const void* data_ = nullptr;
    std::string texts_;
    std::vector<std::size_t> starts_;
};

/// Appends a row's map of a sequence of maps: {"benign":0.9,"malignant":0.1}.
std::size_t append_map(std::string& out, const Ort::Value& sequence, std::size_t row);

}  // namespace ontos
