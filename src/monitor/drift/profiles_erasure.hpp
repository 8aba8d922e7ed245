#pragma once
// What profiles say of the values that a person's requests may have had: names that no baseline
// knows, found and forgotten.

#include "monitor/drift/profiles.hpp"
#include "platform/erasure/erasable_store.hpp"

namespace ontos {

/// Nobody knows of which request a name came: all names of the endpoints are forgotten that the
/// subject's requests and feedback were about. Counts, and with them drift, stay as they are.
class ProfilesErasure final : public ErasableStore {
public:
    ProfilesErasure(Profiles& profiles, LayoutCache& layouts)
        : profiles_{profiles}, layouts_{layouts} {}

    std::string_view name() const override { return "drift_profiles"; }
    void settle() const override { profiles_.flush(); }
    std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject) const override;
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override;
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override;

private:
    Profiles& profiles_;
    LayoutCache& layouts_;
};

}  // namespace ontos
