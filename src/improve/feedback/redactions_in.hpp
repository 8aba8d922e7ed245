#pragma once
// What the redaction took out of an item, by the marks that it left.

#include "improve/feedback/feedback_item.hpp"

namespace ontos {

/// Text by text, in the order of the item's members; types of a text in the order of their names.
std::vector<FeedbackRedaction> redactions_in(const FeedbackItem& item);

}  // namespace ontos
