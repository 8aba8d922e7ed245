#pragma once
// What monitoring asks feedback for.

#include "improve/feedback/feedback.hpp"
#include "monitor/metrics/model.hpp"
#include "monitor/request_log/request_queries.hpp"

namespace ontos {

/// `feedback` must outlive both.
AskRatings ratings_of(Feedback& feedback);
AskFeedback feedback_of_requests(Feedback& feedback);

}  // namespace ontos
