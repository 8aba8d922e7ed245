// Layouts by their id.
#include "monitor/drift/layout_cache.hpp"

#include "monitor/drift/profiles_store.hpp"
#include "platform/base/failure.hpp"

namespace ontos {

std::shared_ptr<const ProfileLayout> LayoutCache::get(sql::Transaction& tx, const std::string& id) {
    {
        const std::lock_guard lock{mutex_};
        if (const auto found = known_.find(id); found != known_.end()) return found->second;
    }
    const auto text = profiles_store::find_layout(tx, id);
    check(text.has_value(), "a layout is stored before what it is the layout of");
    const auto erased_count = profiles_store::erased_count(tx);
    auto made = ProfileLayout::from_text(*text, id);
    const std::lock_guard lock{mutex_};
    if (erased_count < erased_count_) return made;
    return known_.emplace(id, std::move(made)).first->second;
}

void LayoutCache::keep_only(const std::set<std::string>& ids) {
    const std::lock_guard lock{mutex_};
    std::erase_if(known_, [&](const auto& entry) { return !ids.contains(entry.first); });
}

void LayoutCache::forget_before(std::int64_t erased_count) {
    const std::lock_guard lock{mutex_};
    if (erased_count <= erased_count_) return;
    erased_count_ = erased_count;
    known_.clear();
}

}  // namespace ontos
