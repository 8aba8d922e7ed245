#pragma once
// Rows that were counted by different layouts, told in one.

#include "monitor/drift/profile.hpp"

namespace ontos {

/// What two layouts count in bins that can be told in one another's.
struct SharedLayout {
    std::shared_ptr<const ProfileLayout> layout;  ///< null if there is no such feature
    std::vector<std::string> apart;               ///< features of `now` that are not in it
};
SharedLayout shared_layout(const ProfileLayout& before, const ProfileLayout& now);

/// By a shared layout of its own and another.
Profile rebinned(const Profile& profile, const std::shared_ptr<const ProfileLayout>& layout);

/// Adds the features that have equal bins, and the rows if there are any. Returns the names of the
/// others: those of `into` that `part` has not, or has in other bins.
std::vector<std::string> merge_equal(Profile& into, const Profile& part);

}  // namespace ontos
