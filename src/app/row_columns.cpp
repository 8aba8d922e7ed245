// What training rows ask of the model that answered: its columns, and what it can answer.
#include "app/row_columns.hpp"

#include <algorithm>

#include "deploy/models/names.hpp"
#include "deploy/models/versions_store.hpp"
#include "monitor/drift/baselines_store.hpp"

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

std::optional<ModelVersionRef> served_now(const Endpoints& endpoints, const FeedbackItem& item) {
    const auto live = endpoints.table().get()->find(item.endpoint_id);
    if (!live || live->entities.empty()) return std::nullopt;
    return live->entities.front().version;
}

/// The bins of its one prediction; null where it has no baseline, or gives something else.
std::shared_ptr<const sketches::FeatureBins> answers_of(sql::Transaction& tx, LayoutCache& layouts,
                                                        const ModelVersionRef& model) {
    for (const auto& baseline : baselines_store::newest_ready_of(tx, model.full_name)) {
        if (baseline.model_version != model.version || !baseline.layout_id) continue;
        const auto layout = layouts.get(tx, *baseline.layout_id);
        const auto& features = layout->features();
        const auto is_answer =
            std::ranges::count(features, FeatureRole::prediction, &ProfiledFeature::role) == 1;
        if (!is_answer) return nullptr;
        return std::ranges::find(features, FeatureRole::prediction, &ProfiledFeature::role)->bins;
    }
    return nullptr;
}

bool is_strange(const sketches::FeatureBins& answers, const std::string& label) {
    return answers.kind() == sketches::FeatureKind::categorical &&
           answers.is_unseen(answers.bin_of(std::string_view{label}));
}

}  // namespace

FindRowColumns row_columns_of(const Endpoints& endpoints) {
    return [&endpoints](sql::Transaction& tx, const FeedbackItem& item) -> std::vector<RowColumn> {
        if (item.model_name && item.model_version)
            if (auto known = columns_of_version(tx, {*item.model_name, *item.model_version});
                !known.empty())
                return known;
        const auto now = served_now(endpoints, item);
        return now ? columns_of_version(tx, *now) : std::vector<RowColumn>{};
    };
}

IsStrangeLabel strange_labels_of(const Endpoints& endpoints, LayoutCache& layouts) {
    return [&endpoints, &layouts](sql::Transaction& tx, const FeedbackItem& item,
                                  const std::string& label) {
        const auto model =
            item.model_name && item.model_version
                ? std::optional{ModelVersionRef{*item.model_name, *item.model_version}}
                : served_now(endpoints, item);
        const auto answers = model ? answers_of(tx, layouts, *model) : nullptr;
        return answers && is_strange(*answers, label);
    };
}

}  // namespace ontos
