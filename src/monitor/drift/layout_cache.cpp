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
    auto made = ProfileLayout::from_text(*text, id);
    const std::lock_guard lock{mutex_};
    return known_.emplace(id, std::move(made)).first->second;
}

void LayoutCache::keep_only(const std::set<std::string>& ids) {
    const std::lock_guard lock{mutex_};
    std::erase_if(known_, [&](const auto& entry) { return !ids.contains(entry.first); });
}

}  // namespace ontos
