// From judgements to what is answered.
#include "monitor/drift/drift_report.hpp"

#include <algorithm>

#include "monitor/drift/evidently.hpp"
#include "monitor/drift/explanation.hpp"

namespace ontos {
namespace {

std::vector<MovedBinView> views(const std::vector<MovedBin>& bins) {
    std::vector<MovedBinView> out;
    for (const auto& bin : bins) out.push_back({bin.bin, bin.before, bin.after, bin.contribution});
    return out;
}

std::vector<FeatureDrift> all_of(const Profile& after, const JudgedFeatures& judged,
                                 Compatibility compatibility) {
    std::vector<FeatureDrift> out;
    for (std::size_t i = 0; i < judged.features.size(); ++i)
        out.push_back(feature_drift(after, judged, i, compatibility));
    std::ranges::stable_sort(out, std::greater{}, &FeatureDrift::drift_score);
    return out;
}

double share(std::uint64_t count, std::uint64_t of) {
    return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
}

std::vector<FeatureBinView> bins_of(const FeaturePair& pair) {
    const auto& bins = pair.before.bins();
    const auto before = pair.before.count(), after = pair.after.count();
    std::vector<FeatureBinView> out;
    for (std::size_t bin = 0; bin < bins.bin_count(); ++bin) {
        const auto was = pair.before.count(bin), is = pair.after.count(bin);
        const bool is_regular = bins.is_regular(bin);
        if (!is_regular && was == 0 && is == 0) continue;
        FeatureBinView view{bins.name(bin),
                            std::nullopt,
                            std::nullopt,
                            static_cast<std::int64_t>(was),
                            static_cast<std::int64_t>(is),
                            share(was, before),
                            share(is, after)};
        if (is_regular && bins.is_numeric()) std::tie(view.low, view.high) = bins.range(bin);
        const bool has_ends = bins.is_numeric() && bins.regular_count() > 0;
        if (has_ends && bin == bins.below()) view.high = bins.range(1).first;
        if (has_ends && bin == bins.above()) view.low = bins.range(bins.regular_count()).second;
        out.push_back(std::move(view));
    }
    return out;
}

}  // namespace

JudgedFeatures::JudgedFeatures(const Profile& before, const Profile& after, bool are_inputs) {
    const auto& all = before.layout()->features();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if ((all[i].role == FeatureRole::input) != are_inputs) continue;
        features.push_back(i);
        pairs.push_back({before.counts(i), after.counts(i)});
    }
    judgement = judge_window(pairs);
}

FeatureDrift feature_drift(const Profile& after, const JudgedFeatures& judged, std::size_t index,
                           Compatibility compatibility) {
    const auto& feature = after.layout()->features()[judged.features[index]];
    const auto& pair = judged.pairs[index];
    const auto& finding = judged.judgement.features[index];
    const auto& distances = finding.distances;
    const auto* unseen = after.unseen(judged.features[index]);

    FeatureDrift out;
    out.feature = feature.name;
    out.role = feature.role;
    out.kind = feature.bins->kind();
    out.baseline_value = pair.before.mean();
    out.recent_value = pair.after.mean();
    out.drift_score = finding.drift_score;
    out.drifted = finding.drifted;
    out.psi = distances.psi;
    out.psi_debiased = distances.psi_debiased;
    if (distances.ks) out.ks = {distances.ks->statistic, distances.ks->p_value};
    out.js_distance = distances.js_distance;
    out.total_variation = distances.total_variation;
    out.largest_difference = distances.largest_difference;
    out.wasserstein = distances.wasserstein;
    if (distances.chi_squared)
        out.chi_squared = {distances.chi_squared->statistic, distances.chi_squared->degrees,
                           distances.chi_squared->p_value};
    out.null_rate = {finding.null_before, finding.null_after};
    out.unseen_rate = finding.unseen_after;
    out.q_value = finding.q_value;
    out.top_bins = views(top_bins(pair, finding));
    out.explanation = explain(feature.name, pair, finding,
                              unseen != nullptr ? *unseen : sketches::HeavyHitters{});
    if (compatibility == Compatibility::evidently) out.evidently = evidently_view(pair, finding);
    return out;
}

void tell(DriftReport& report, const Profile& before, const Profile& after,
          Compatibility compatibility) {
    const JudgedFeatures inputs{before, after, true}, results{before, after, false};
    const auto& judgement = inputs.judgement;
    report.verdict = judgement.verdict;
    report.drift_detected = judgement.verdict == DriftVerdict::drift;
    report.drift_score = judgement.drift_score;
    report.severity = judgement.severity;
    report.warning = judgement.warning;
    report.baseline_rows = static_cast<std::int64_t>(before.rows());
    report.comparison_rows = static_cast<std::int64_t>(after.rows());
    report.feature_details = all_of(after, inputs, compatibility);
    report.prediction_drift = all_of(after, results, compatibility);
    for (const auto& feature : report.feature_details)
        if (feature.drifted) report.affected_features.push_back(feature.feature);
}

void tell(FeatureDriftReport& report, const Profile& before, const Profile& after,
          std::size_t feature, Compatibility compatibility) {
    const bool is_input = before.layout()->features()[feature].role == FeatureRole::input;
    const JudgedFeatures judged{before, after, is_input};
    const auto index = static_cast<std::size_t>(std::ranges::find(judged.features, feature) -
                                                judged.features.begin());
    report.verdict = judged.judgement.verdict;
    report.warning = judged.judgement.warning;
    report.detail = feature_drift(after, judged, index, compatibility);
    report.bins = bins_of(judged.pairs[index]);
    report.contributions =
        views(top_bins(judged.pairs[index], judged.judgement.features[index], 100));
    if (const auto* unseen = after.unseen(feature))
        for (const auto& item : unseen->items())
            report.unseen.push_back({item.name, static_cast<std::int64_t>(item.at_most)});
}

}  // namespace ontos
