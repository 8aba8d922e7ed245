// What is known of a window's predictions, by version and together.
#include "monitor/quality/window_quality.hpp"

#include <algorithm>

#include "monitor/quality/estimated_quality.hpp"
#include "monitor/quality/measured_quality.hpp"

namespace ontos {
namespace {

struct Counted {
    std::int64_t served = 0, kept = 0, labelled = 0;
};

/// Of one served version, or of all if there is none.
OutcomeList rows_of(const std::vector<PredictionOutcome>& outcomes,
                    const std::optional<ServedVersion>& version) {
    OutcomeList out;
    for (const auto& outcome : outcomes)
        if (!version || *version == ServedVersion{outcome.served_entity, outcome.model_version})
            out.push_back(&outcome);
    return out;
}

std::string reason_of(const Counted& counted, const std::optional<PredictionShape>& shape) {
    if (counted.served == 0) return "There were no predictions in the window.";
    if (counted.kept == 0)
        return "No prediction of the window was kept: answers that are neither one label nor one "
               "number a row are not.";
    if (!shape) return "The versions predict different things: see by_model_version.";
    if (counted.labelled == 0) return "There are no labels yet of predictions in the window.";
    return "";
}

/// Before there are labels; without scores the classes are not known.
std::optional<QualityTask> task_of(const PredictionShape& shape) {
    if (shape.kind == PredictionKind::number) return QualityTask::regression;
    if (shape.classes.empty()) return std::nullopt;
    return shape.classes.size() == 2 ? QualityTask::binary : QualityTask::multiclass;
}

QualityReport report(const WindowOutcomes& outcomes, const std::optional<ServedVersion>& version,
                     const std::optional<PredictionShape>& shape, Counted counted) {
    // Both clocks round: what is kept was served.
    counted.served = std::max(counted.served, counted.kept);
    QualityReport out;
    out.estimate.reason = out.reason = reason_of(counted, shape);
    if (shape && counted.kept > 0) {
        const auto labelled = rows_of(outcomes.labelled, version);
        out.task = task_of(*shape);
        if (!labelled.empty()) out = measure_quality(*shape, labelled);
        out.used_rows = std::ssize(labelled);
        out.label_delay = delay_of(labelled);
        out.estimate = estimate_quality(*shape, rows_of(outcomes.all, version),
                                        rows_of(outcomes.teaching, version));
    }
    out.served_rows = counted.served;
    out.kept_rows = counted.kept;
    out.labelled_rows = counted.labelled;
    if (counted.served > 0)
        out.label_coverage =
            static_cast<double>(counted.labelled) / static_cast<double>(counted.served);
    return out;
}

}  // namespace

std::optional<PredictionShape> common_shape(const WindowOutcomes& outcomes) {
    std::optional<PredictionShape> common;
    for (const auto& count : outcomes.counts) {
        const auto found = outcomes.shapes.find({count.model_name, count.model_version});
        if (found == outcomes.shapes.end()) return std::nullopt;
        const auto& shape = found->second;
        if (common && (common->kind != shape.kind || common->classes != shape.classes))
            return std::nullopt;
        common = shape;
    }
    return common;
}

WindowQuality window_quality(const WindowOutcomes& outcomes,
                             const std::map<ServedVersion, std::int64_t>& served_rows) {
    std::map<ServedVersion, VersionQuality> versions;
    std::map<ServedVersion, Counted> counted;
    std::map<ServedVersion, PredictionShape> shapes;
    for (const auto& [version, rows] : served_rows) {
        versions[version].served_entity = version.first;
        versions[version].model_version = version.second;
        counted[version].served = rows;
    }
    for (const auto& count : outcomes.counts) {
        const ServedVersion version{count.served_entity, count.model_version};
        versions[version] = {count.served_entity, count.model_name, count.model_version, {}};
        counted[version].kept = count.kept_rows;
        counted[version].labelled = count.labelled_rows;
        const auto shape = outcomes.shapes.find({count.model_name, count.model_version});
        if (shape != outcomes.shapes.end()) shapes[version] = shape->second;
    }
    WindowQuality out;
    Counted all;
    for (auto& [version, made] : versions) {
        const auto& part = counted[version];
        all.served += part.served;
        all.kept += part.kept;
        all.labelled += part.labelled;
        const auto shape = shapes.find(version);
        made.quality =
            report(outcomes, version,
                   shape == shapes.end() ? std::nullopt : std::optional{shape->second}, part);
        out.by_model_version.push_back(std::move(made));
    }
    out.quality = report(outcomes, std::nullopt, common_shape(outcomes), all);
    return out;
}

}  // namespace ontos
