#pragma once
// The columns of feedback_items that an item is read from.

#include <string>

#include "improve/feedback/feedback_item.hpp"

namespace ontos {

/// "f.id, f.endpoint_id, ...": of the table under the name f.
inline const std::string& feedback_columns() {
    static const auto columns = [] {
        std::string out;
        for (const auto& field : api::Codec<FeedbackItem>::fields)
            out += (out.empty() ? "f." : ", f.") + std::string{field.name};
        return out;
    }();
    return columns;
}

}  // namespace ontos
