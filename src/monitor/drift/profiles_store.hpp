#pragma once
// Profiles in the database: layouts, and time buckets of what was served.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "monitor/drift/profile.hpp"
#include "monitor/metrics/levels.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

class LayoutCache;

/// What was profiled in a span of time of one endpoint, served entity, version and layout.
struct ProfileBucket {
    std::size_t level = 0;  ///< index in `levels`
    Timestamp started_at;
    std::string endpoint_id, served_entity, model_name, model_version, layout_id;
    std::string profile;    ///< as Profile::to_text writes it
    bool has_names = true;  ///< see Profile
};

}  // namespace ontos

namespace ontos::profiles_store {

inline constexpr std::string_view table = "profile_buckets";

/// Again does nothing, but for names that were taken out: they come back.
void insert_layout(sql::Transaction& tx, const ProfileLayout& layout);
std::optional<std::string> find_layout(sql::Transaction& tx, const std::string& id);

/// The same layout without a name that was erased: see erased_count.
void put_without_name(sql::Transaction& tx, const ProfileLayout& layout);
/// Grows whenever a name is erased of a layout.
std::int64_t erased_count(sql::Transaction& tx);

/// Takes the names out of a layout by which nothing is counted any more: neither a baseline nor
/// live rows have it.
void forget_names_if_unused(sql::Transaction& tx, LayoutCache& layouts, const std::string& id);

/// The layout that live rows gave a version without a baseline; the first one that is set stays.
/// Returns the id that holds.
std::string set_live_layout(sql::Transaction& tx, const std::string& model_name,
                            const std::string& model_version, const std::string& layout_id);
struct LiveLayout {
    std::string model_name, model_version, layout_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&LiveLayout::model_name>("Model."),
                          api::field<&LiveLayout::model_version>("Version."),
                          api::field<&LiveLayout::layout_id>("Layout.")};
    }
};
std::vector<LiveLayout> live_layouts(sql::Transaction& tx);

/// `part` must not have been used for this bucket before.
void insert_bucket(sql::Transaction& tx, const ProfileBucket& bucket, const std::string& part);

/// Each row of the endpoint in these tiles is in exactly one of the buckets. They are in no order.
std::vector<ProfileBucket> read_tiles(sql::Transaction& tx, const std::string& endpoint_id,
                                      std::span<const Tile> tiles);

/// Adds finished buckets to those of the next length: true if there are more.
bool roll_up(sql::Transaction& tx, LayoutCache& layouts, const std::string& endpoint_id,
             Timestamp now, const std::string& part);

/// Endpoints that have buckets.
std::vector<std::string> endpoints(sql::Transaction& tx);

}  // namespace ontos::profiles_store
