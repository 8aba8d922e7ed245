#pragma once
// The questions that people and alerts ask of predictions and their labels.

#include "monitor/metrics/metrics.hpp"
#include "monitor/metrics/model.hpp"
#include "monitor/metrics/window_end.hpp"
#include "monitor/quality/model.hpp"
#include "monitor/quality/outcome_log.hpp"
#include "platform/api/router.hpp"

namespace ontos {

struct QualityPath {
    std::string endpoint_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&QualityPath::endpoint_id>("Id or name of the endpoint.")};
    }
};

struct QualityQuery {
    std::int32_t hours = 24;
    std::optional<api::Moment> until{};

    static constexpr auto fields(auto...) {
        using T = QualityQuery;
        return std::array{api::option<&T::hours>("Length of the window of predictions.",
                                                 api::minimum(1), api::maximum(720)),
                          api::option<&T::until>(until_words)};
    }
};

/// What an alert asks: one number.
struct QualityMeasurement {
    std::optional<double> value;  ///< nullopt: too few labels, or none of this metric
    std::int64_t sample_count = 0;
    std::string explanation;  ///< what the value is of, or why there is none
};

/// Thread safe. Every answer has all that was predicted and labelled before the question.
class QualityQueries {
public:
    static constexpr std::int64_t labelled_rows_min = 30;

    /// All must outlive it.
    QualityQueries(sql::Database& database, OutcomeLog& outcomes, Metrics& metrics,
                   EndpointDirectory endpoints);

    /// Throws Failure{not_found}.
    EndpointQuality show_quality(const api::Path<QualityPath>& path,
                                 const api::Query<QualityQuery>& query);

    /// `metric` is one of accuracy, precision, recall, f1, auc, log_loss, mae, rmse, r2. There is
    /// no value with fewer than labelled_rows_min labels, or for under 1 % of the kept rows of the
    /// window.
    QualityMeasurement measure(const EndpointId& endpoint_id, std::string_view metric,
                               Interval window);

private:
    sql::Database& database_;
    OutcomeLog& outcomes_;
    Metrics& metrics_;
    const EndpointDirectory endpoints_;
};

void mount(api::Router& router, QualityQueries& queries);

}  // namespace ontos
