// What monitoring asks feedback for.
#include "app/feedback_sources.hpp"

namespace ontos {

AskRatings ratings_of(Feedback& feedback) {
    return [&feedback](const EndpointId& endpoint_id, Interval window) {
        const auto counts = feedback.counts_in(endpoint_id, window);
        return Ratings{counts.positive_count, counts.negative_count, counts.flagged_count};
    };
}

AskFeedback feedback_of_requests(Feedback& feedback) {
    return [&feedback](const LoggedRequest& request) {
        std::vector<api::json::value> out;
        for (const auto& item : feedback.of_request(request.endpoint_id, request.request_id))
            out.push_back(api::to_json(item));
        return out;
    };
}

}  // namespace ontos
