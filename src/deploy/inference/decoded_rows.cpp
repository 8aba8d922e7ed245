// The rows of one query as tensors.
#include "deploy/inference/decoded_rows.hpp"

#include <algorithm>

#include "deploy/inference/mistakes.hpp"

namespace ontos {

DecodedRows::DecodedRows(const InputPlan& of)
    : plan{&of}, inner(of.tensors.size()), strides_(of.tensors.size()) {
    tensors.reserve(of.tensors.size());
    for (std::size_t i = 0; i < of.tensors.size(); ++i) {
        const auto dimensions = of.tensors[i].inner();
        tensors.emplace_back(of.tensors[i]);
        set_inner(i, {dimensions.begin(), dimensions.end()});
    }
}

void DecodedRows::set_inner(std::size_t tensor, std::vector<std::int64_t> dimensions) {
    std::size_t count = 1;
    for (const auto size : dimensions)
        count *= static_cast<std::size_t>(std::max<std::int64_t>(size, 0));
    strides_[tensor] = count;
    inner[tensor] = std::move(dimensions);
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
