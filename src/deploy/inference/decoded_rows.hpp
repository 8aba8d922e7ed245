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

    /// Elements of a row of a tensor whose dimensions are known.
    std::size_t row_elements(std::size_t tensor) const;
    void ignore_column(std::string_view name);
};

}  // namespace ontos
