// What training rows ask the deploy stage for: the columns of the model that answered.
#include "app/row_columns.hpp"

#include <algorithm>

#include "deploy/models/names.hpp"
#include "deploy/models/versions_store.hpp"

namespace ontos {
namespace {

/// Dimensions of a row's value; none where it is one value, however many lists it is in.
int dimensions_in_row(const std::vector<std::int64_t>& shape) {
    if (shape.size() < 2) return 0;
    const auto is_one = [](std::int64_t size) { return size == 1; };
    if (std::all_of(shape.begin() + 1, shape.end(), is_one)) return 0;
    return static_cast<int>(shape.size()) - 1;
}

std::vector<RowColumn> columns_of_version(sql::Transaction& tx, const ModelVersionRef& model) {
    const auto number = version_number(model.version);
    if (!number) return {};
    const auto found = VersionsStore{tx}.find_registered(model.full_name, *number);
    std::vector<RowColumn> out;
    if (found)
        for (const auto& input : found->signature.inputs)
            out.push_back({input.name, dimensions_in_row(input.shape)});
    return out;
}

}  // namespace

FindRowColumns row_columns_of(const Endpoints& endpoints) {
    return [&endpoints](sql::Transaction& tx, const FeedbackItem& item) -> std::vector<RowColumn> {
        if (item.model_name && item.model_version)
            if (auto known = columns_of_version(tx, {*item.model_name, *item.model_version});
                !known.empty())
                return known;
        const auto live = endpoints.table().get()->find(item.endpoint_id);
        if (!live || live->entities.empty()) return {};
        return columns_of_version(tx, live->entities.front().version);
    };
}

}  // namespace ontos
