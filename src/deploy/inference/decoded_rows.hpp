#pragma once
// The rows of one query as tensors.

#include <string>
#include <vector>

#include "deploy/inference/tensor_buffer.hpp"

namespace ontos {

/// Owned by one thread.
struct DecodedRows {
    explicit DecodedRows(const InputPlan& of);

    const InputPlan* plan;
    std::vector<TensorBuffer> tensors;
    /// Dimensions of a row of each tensor, free ones as the first row has them (-1 until then).
    std::vector<std::vector<std::int64_t>> inner;
    std::size_t rows = 0;
    std::vector<std::string> ignored_columns;  ///< each once, at most 50
    std::size_t more_ignored = 0;              ///< members beyond those

    /// Elements of a row of a tensor; 0 while its dimensions are not known.
    std::size_t row_elements(std::size_t tensor) const { return strides_[tensor]; }
    /// Gives a tensor's free dimensions their sizes.
    void set_inner(std::size_t tensor, std::vector<std::int64_t> dimensions);
    void ignore_column(std::string_view name);

private:
    std::vector<std::size_t> strides_;
};

}  // namespace ontos
