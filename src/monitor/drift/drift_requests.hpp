#pragma once
// What drift is asked.

#include "platform/api/route.hpp"

namespace ontos {

struct DriftPath {
    std::string endpoint_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&DriftPath::endpoint_id>("Id or name of the endpoint.")};
    }
};

struct FeaturePath {
    std::string endpoint_id, feature;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&FeaturePath::endpoint_id>("Id or name of the endpoint."),
                          api::field<&FeaturePath::feature>(
                              "An input; else a prediction, or the label of a score.")};
    }
};

struct DriftQuery {
    std::int32_t baseline_days = 7;
    std::int32_t comparison_hours = 24;
    std::optional<std::string> baseline, level, compat, model_version;
    std::optional<api::Moment> until{};

    static constexpr auto fields(auto...) {
        using T = DriftQuery;
        return std::array{
            api::option<&T::baseline_days>(
                "Length of a baseline of live traffic; ignored with any other.", api::minimum(1),
                api::maximum(30)),
            api::option<&T::comparison_hours>("Length of the recent window.", api::minimum(1),
                                              api::maximum(168)),
            api::option<&T::baseline>(
                "training, window (live traffic before the recent window), or revision:N. Without "
                "it: the version's baseline if it has one, else window.",
                api::pattern("^(training|window|revision:[1-9][0-9]{0,9})$")),
            api::option<&T::level>("Instead of comparison_hours: the newest window of this length "
                                   "that has ended.",
                                   api::pattern("^(5m|1h|6h|1d)$")),
            api::option<&T::until>("End of the recent window, or, with level, when it had ended; "
                                   "now if left out, or if it is to come."),
            api::option<&T::model_version>(
                "One of the versions that the endpoint serves: its rows alone, against its own "
                "baseline. Without it: all rows, in the bins of the version with the largest "
                "share; `warning` says which of them are not comparable.",
                api::min_length(1), api::max_length(64)),
            api::option<&T::compat>(
                "Adds what another monitor's default rules say. It is made from the same bins: of "
                "numeric columns approximately, as `evidently.approximation` says.",
                api::pattern("^evidently$"))};
    }
};

}  // namespace ontos
