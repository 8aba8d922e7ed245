// Baselines made nameless of an erased subject.
#include "monitor/drift/baselines_erasure.hpp"

#include <limits>

#include "monitor/drift/baselines_store.hpp"
#include "monitor/drift/profiles_erasure_store.hpp"
#include "monitor/drift/profiles_store.hpp"
#include "platform/sketches/erased_name.hpp"

namespace ontos {
namespace {

/// Linked layouts as they would be without the name, where that is another text; at most `limit`.
std::vector<ProfileLayout> nameless(sql::Transaction& tx, const ErasedSubject& subject,
                                    std::size_t limit) {
    const auto& name = subject.subject_id;
    std::vector<ProfileLayout> out;
    for (const auto& stored : profiles_erasure_store::linked_layouts(tx, subject.erasure_id)) {
        if (out.size() == limit) break;
        auto layout = ProfileLayout::from_text(stored.layout, stored.id)->without_name(name);
        if (layout.text() != stored.layout) out.push_back(std::move(layout));
    }
    return out;
}

}  // namespace

std::vector<ErasureLink> BaselinesErasure::scan(sql::Transaction& tx,
                                                const ErasedSubject& subject) const {
    std::vector<ErasureLink> out;
    for (auto& id : profiles_erasure_store::layouts_with(tx, subject.subject_id))
        out.push_back({subject.erasure_id, LinkKind::layout, "", std::move(id)});
    return out;
}

HeldRecords BaselinesErasure::held(sql::Transaction& tx, const ErasedSubject& subject) const {
    constexpr auto all = std::numeric_limits<std::size_t>::max();
    HeldRecords out;
    out.count = std::ssize(nameless(tx, subject, all)) +
                profiles_erasure_store::standings_with(tx, subject.subject_id);
    return out;
}

std::int64_t BaselinesErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                     std::int64_t limit) const {
    const auto& name = subject.subject_id;
    const auto found = nameless(tx, subject, static_cast<std::size_t>(limit));
    for (const auto& layout : found) profiles_store::put_without_name(tx, layout);
    const auto shown = sketches::erased_name(sketches::FeatureBins::hash_of_rare(name));
    return std::ssize(found) + profiles_erasure_store::rename_in_standings(
                                   tx, name, std::string{shown.data(), shown.size()});
}

std::vector<std::string> BaselinesErasure::waits_for(sql::Transaction& tx,
                                                     const ErasedSubject& subject) const {
    std::vector<std::string> out;
    for (const auto& baseline : baselines_store::pending_since_before(tx, subject.until))
        out.push_back("baseline " + baseline.id + ", whose file is being read");
    return out;
}

}  // namespace ontos
