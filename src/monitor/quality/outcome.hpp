#pragma once
// A prediction that is kept until the truth is known, and what a model version predicts.

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/api/codec.hpp"

namespace ontos {

/// How many rows of one request are kept.
inline constexpr std::size_t outcome_rows_max = 10'000;
/// Rows whose predicted label is longer are not kept.
inline constexpr std::size_t label_bytes_max = 256;
/// Of versions with more classes, only the predicted label is kept.
inline constexpr std::size_t scored_classes_max = 63;

/// What a version predicts for a row: a label (of a classifier), a number, or anything else, which
/// no label is compared with.
BOOST_DEFINE_ENUM_CLASS(PredictionKind, label, number, other)

struct PredictionShape {
    std::string model_name, model_version;
    PredictionKind kind = PredictionKind::other;
    /// Those that have scores, in their order; empty where there are none.
    std::vector<std::string> classes;

    bool operator==(const PredictionShape&) const = default;

    static constexpr auto fields(auto...) {
        using T = PredictionShape;
        return std::array{api::field<&T::model_name>("Model."),
                          api::field<&T::model_version>("Version."),
                          api::field<&T::kind>("What a row's prediction is."),
                          api::field<&T::classes>("Classes that have scores.")};
    }
};

/// A row of prediction_outcomes.
struct PredictionOutcome {
    std::string endpoint_id, request_id;
    std::int64_t row = 0;
    Timestamp created_at{};
    std::string served_entity, model_name, model_version;
    double share_place = 0;
    std::optional<std::string> predicted;
    std::optional<double> value;
    std::string scores;
    std::optional<std::string> label;
    std::optional<Timestamp> labelled_at;

    static constexpr auto fields(auto...) {
        using T = PredictionOutcome;
        return std::array{api::option<&T::endpoint_id>("Endpoint."),
                          api::option<&T::request_id>("Request."),
                          api::option<&T::row>("Row of the request."),
                          api::field<&T::created_at>("When it was predicted."),
                          api::field<&T::served_entity>("Served entity."),
                          api::field<&T::model_name>("Model."),
                          api::field<&T::model_version>("Version."),
                          api::option<&T::share_place>("Where the request stands."),
                          api::field<&T::predicted>("Predicted label."),
                          api::field<&T::value>("Predicted number."),
                          api::field<&T::scores>("Scores by class."),
                          api::field<&T::label>("Truth."),
                          api::field<&T::labelled_at>("When the first label came.")};
    }
};

/// A row of waiting_labels.
struct WaitingLabel {
    std::string endpoint_id, request_id;
    std::int64_t row = 0;
    std::string label;
    Timestamp created_at{};

    static constexpr auto fields(auto...) {
        using T = WaitingLabel;
        return std::array{
            api::field<&T::endpoint_id>("Endpoint."), api::field<&T::request_id>("Request."),
            api::field<&T::row>("Row of the request."), api::field<&T::label>("Truth."),
            api::field<&T::created_at>("When it came.")};
    }
};

}  // namespace ontos
