#pragma once
// Profiles with names, of the endpoints that an erasure is about, in the database.

#include "platform/erasure/erasable_store.hpp"

namespace ontos {

/// Of a time bucket, or of a baseline that was made of live traffic (then `id`).
struct ProfileWithNames {
    std::string id;
    std::string endpoint_id;
    std::int64_t bucket_seconds = 0;
    Timestamp started_at{};
    std::string served_entity, model_name, model_version, layout_id, part, profile;

    static constexpr auto fields(auto...) {
        using T = ProfileWithNames;
        return std::array{api::option<&T::id>("Of a baseline."),
                          api::option<&T::endpoint_id>("Endpoint."),
                          api::option<&T::bucket_seconds>("Length."),
                          api::option<&T::started_at>("Start."),
                          api::option<&T::served_entity>("Served entity."),
                          api::option<&T::model_name>("Model."),
                          api::option<&T::model_version>("Model version."),
                          api::field<&T::layout_id>("Layout."),
                          api::option<&T::part>("Who wrote it, and when."),
                          api::field<&T::profile>("Counts and names.")};
    }
};

/// A row of profile_layouts.
struct StoredLayout {
    std::string id, layout;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&StoredLayout::id>("Of the text as it was at first."),
                          api::field<&StoredLayout::layout>("Features and bins.")};
    }
};

}  // namespace ontos

namespace ontos::profiles_erasure_store {

/// The endpoints of linked requests; how many are new.
std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject);
HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject);
std::vector<ProfileWithNames> buckets(sql::Transaction& tx, const ErasedSubject& subject,
                                      std::int64_t limit);
std::vector<ProfileWithNames> baselines(sql::Transaction& tx, const ErasedSubject& subject,
                                        std::int64_t limit);
/// Back, without names.
void put_bucket(sql::Transaction& tx, const ProfileWithNames& bucket);
void put_baseline(sql::Transaction& tx, const ProfileWithNames& baseline);

/// Ids of those in whose text the name stands, as whatever. Reads the whole table.
std::vector<std::string> layouts_with(sql::Transaction& tx, const std::string& name);
std::vector<StoredLayout> linked_layouts(sql::Transaction& tx, const std::string& erasure_id);
/// Standings whose explanations name the category: how many.
std::int64_t standings_with(sql::Transaction& tx, const std::string& name);
std::int64_t rename_in_standings(sql::Transaction& tx, const std::string& name,
                                 const std::string& new_name);

}  // namespace ontos::profiles_erasure_store
