#pragma once
// Takes labels: the truth about predictions, which comes late, in any order, and more than once.

#include "monitor/metrics/model.hpp"
#include "monitor/quality/outcome_log.hpp"
#include "platform/access/once.hpp"
#include "platform/api/router.hpp"

namespace ontos {

/// A text, a number, true or false.
struct SentLabel {
    api::json::value value;
};

template <>
struct api::Codec<SentLabel> : api::JsonText<SentLabel> {
    static SentLabel read(const api::json::value& in) { return {in}; }
    static api::json::value write(const SentLabel& label) { return label.value; }
    static api::json::object schema(api::json::object&) {
        return {{"type", {"string", "number", "boolean"}},
                {"minLength", 1},
                {"maxLength", label_bytes_max}};
    }
};

struct NewLabel {
    std::string request_id;
    std::int32_t row = 0;
    SentLabel label;

    static constexpr auto fields(auto...) {
        using T = NewLabel;
        return std::array{
            api::field<&T::request_id>("The answer's request_id.", api::min_length(1),
                                       api::max_length(256)),
            api::option<&T::row>("Which row of the request, counted from 0.", api::minimum(0),
                                 api::maximum(outcome_rows_max - 1)),
            api::field<&T::label>("What was true: a text of at most 256 bytes, a number, true or "
                                  "false; of a regression a number.")};
    }
};

struct NewLabels {
    std::string endpoint_id;
    std::vector<NewLabel> labels;

    static constexpr auto fields(auto...) {
        using T = NewLabels;
        return std::array{
            api::field<&T::endpoint_id>("Id or name of the endpoint, also of a deleted one."),
            api::field<&T::labels>("At most 10,000.", api::min_items(1), api::max_items(10'000))};
    }
};

struct LabelsTaken {
    std::int64_t total = 0, joined = 0, replaced = 0, waiting = 0;

    static constexpr auto fields(auto...) {
        using T = LabelsTaken;
        return std::array{
            api::field<&T::total>("Labels of the request."),
            api::field<&T::joined>("Given to a prediction that had none."),
            api::field<&T::replaced>(
                "In the place of an earlier label: of the prediction, or of this request."),
            api::field<&T::waiting>(
                "Of predictions that are not known: joined when they are, forgotten after 30 "
                "days.")};
    }
};

/// Thread safe.
class Labels {
public:
    /// All must outlive it. `waiting_max`: how many labels may wait for predictions.
    Labels(sql::Database& database, const Redactor& redactor, OutcomeLog& outcomes,
           const Clock& clock, EndpointDirectory endpoints, std::int64_t waiting_max = 1'000'000);

    /// All or nothing. Throws Failure{not_found} for an endpoint that never was, Failure{invalid}
    /// for a label that is too long, no number where the model predicts numbers, or of a row behind
    /// the last one, and Failure{rate_limited} if too many wait.
    api::Created<LabelsTaken> add_labels(const api::Body<NewLabels>& body,
                                         const access::Once& once);

private:
    sql::Database& database_;
    const Redactor& redactor_;
    OutcomeLog& outcomes_;
    const Clock& clock_;
    const EndpointDirectory endpoints_;
    const std::int64_t waiting_max_;
};

void mount(api::Router& router, Labels& labels);

}  // namespace ontos
