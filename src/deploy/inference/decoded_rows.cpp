// The rows of one query as tensors.
#include "deploy/inference/decoded_rows.hpp"

#include <algorithm>

#include "deploy/inference/mistakes.hpp"

namespace ontos {

DecodedRows::DecodedRows(const InputPlan& of) : plan{&of} {
    tensors.reserve(of.tensors.size());
    inner.reserve(of.tensors.size());
    for (const auto& tensor : of.tensors) {
        tensors.emplace_back(tensor);
        inner.emplace_back(tensor.inner().begin(), tensor.inner().end());
    }
}

std::size_t DecodedRows::row_elements(std::size_t tensor) const {
    std::size_t count = 1;
    for (const auto size : inner[tensor])
        count *= static_cast<std::size_t>(std::max<std::int64_t>(size, 0));
    return count;
}

void DecodedRows::ignore_column(std::string_view name) {
    constexpr std::size_t names_max = 50;
    const auto shown = shortened(name);
    if (std::ranges::find(ignored_columns, shown) != ignored_columns.end()) return;
    if (ignored_columns.size() < names_max)
        ignored_columns.push_back(shown);
    else
        ++more_ignored;
}

}  // namespace ontos
