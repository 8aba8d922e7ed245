// What alerts ask of other features.
#include "app/alert_measures.hpp"

namespace ontos {

Measure model_quality_of(QualityQueries& quality) {
    return [&quality](const AlertRule& rule, const EndpointId& endpoint_id, Interval window) {
        auto found = quality.measure(endpoint_id, *rule.metric, window);
        Measurement measured;
        measured.value = found.value;
        measured.sample_count = found.sample_count;
        measured.explanation = std::move(found.explanation);
        return measured;
    };
}

}  // namespace ontos
