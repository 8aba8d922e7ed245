#pragma once
// Two profiles with one layout, judged and told.

#include "monitor/drift/drift_model.hpp"
#include "monitor/drift/profile.hpp"

namespace ontos {

enum class Compatibility { none, evidently };

/// The features of some roles in two profiles, judged together. Keeps references: both profiles
/// outlive it.
struct JudgedFeatures {
    JudgedFeatures(const Profile& before, const Profile& after, bool are_inputs);

    std::vector<std::size_t> features;  ///< indices in the layout
    std::vector<FeaturePair> pairs;
    WindowJudgement judgement;
};

FeatureDrift feature_drift(const Profile& after, const JudgedFeatures& judged, std::size_t index,
                           Compatibility compatibility);

/// Verdict, score, rows, warning, features: all that the two profiles say.
void tell(DriftReport& report, const Profile& before, const Profile& after,
          Compatibility compatibility);

/// The same of one feature of their layout.
void tell(FeatureDriftReport& report, const Profile& before, const Profile& after,
          std::size_t feature, Compatibility compatibility);

}  // namespace ontos
