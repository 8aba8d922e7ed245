#pragma once
// From a filter as clients send it to what the list looks for.

#include "improve/feedback/feedback_batch.hpp"
#include "improve/feedback/feedback_list_store.hpp"
#include "improve/feedback/feedback_parts.hpp"

namespace ontos {

/// Of what is done to many: never to all, by a slip.
inline bool names_something(const FeedbackFilter& filter) {
    return filter.endpoint_id || filter.rating || filter.flagged_only || filter.model_version ||
           filter.tag || filter.q || filter.source || filter.created_after || filter.created_before;
}

/// Of a list's query, or of a filter in a body. Throws Failure{not_found} for an unknown endpoint.
feedback_list_store::Filter filter_of(const auto& asked, const EndpointDirectory& endpoints,
                                      Timestamp now) {
    feedback_list_store::Filter filter{.endpoint_id = {},
                                       .rating = asked.rating,
                                       .flagged_only = asked.flagged_only,
                                       .model_version = asked.model_version,
                                       .tag = asked.tag,
                                       .q = asked.q,
                                       .source = asked.source,
                                       .created_after = {},
                                       .created_before = {}};
    if (asked.endpoint_id)
        filter.endpoint_id = require_endpoint(endpoints, *asked.endpoint_id).id.text;
    if (asked.created_after) filter.created_after = asked.created_after->at(now);
    if (asked.created_before) filter.created_before = asked.created_before->at(now);
    return filter;
}

}  // namespace ontos
