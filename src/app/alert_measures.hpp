#pragma once
// What alerts ask of other features.

#include "monitor/alerts/measurement.hpp"
#include "monitor/quality/quality_queries.hpp"

namespace ontos {

/// For rules of the type model_quality. `quality` must outlive it.
Measure model_quality_of(QualityQueries& quality);

}  // namespace ontos
