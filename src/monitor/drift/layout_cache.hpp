#pragma once
// Layouts by their id, as long as the process lives.

#include <map>
#include <mutex>
#include <set>

#include "monitor/drift/profile_layout.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// There are about as many as baselines. Thread safe.
class LayoutCache {
public:
    /// Reads it once. Throws Failure{internal} if there is none of this id.
    std::shared_ptr<const ProfileLayout> get(sql::Transaction& tx, const std::string& id);

    void keep_only(const std::set<std::string>& ids);
    /// So many names were erased of layouts: all are read again, and what a transaction reads that
    /// began before is not kept.
    void forget_before(std::int64_t erased_count);

private:
    std::mutex mutex_;
    std::int64_t erased_count_ = 0;
    std::map<std::string, std::shared_ptr<const ProfileLayout>> known_;
};

}  // namespace ontos
