// The SQL of profile_layouts, live_layouts and profile_buckets.
#include "monitor/drift/profiles_store.hpp"

#include <map>
#include <tuple>

#include "monitor/drift/layout_cache.hpp"
#include "monitor/metrics/bucket_table_store.hpp"

namespace ontos::profiles_store {

namespace {

/// A row of profile_buckets.
struct StoredProfile {
    std::string endpoint_id;
    std::int64_t bucket_seconds = 0;
    Timestamp started_at;
    std::string served_entity, model_name, model_version, layout_id, part;
    bool rolled = false;
    std::string profile;
    bool has_names = true;

    static constexpr auto fields(auto...) {
        using T = StoredProfile;
        return std::array{api::field<&T::endpoint_id>("Endpoint."),
                          api::field<&T::bucket_seconds>("Length."),
                          api::field<&T::started_at>("Start."),
                          api::field<&T::served_entity>("Served entity."),
                          api::field<&T::model_name>("Model."),
                          api::field<&T::model_version>("Model version."),
                          api::field<&T::layout_id>("Layout."),
                          api::option<&T::part>("Who wrote it, and when."),
                          api::option<&T::rolled>("Whether it is in a longer bucket too."),
                          api::field<&T::profile>("Counts."),
                          api::option<&T::has_names>("Whether it has names of its own.")};
    }
};

constexpr std::string_view read_sql =
    "select endpoint_id, bucket_seconds, started_at, served_entity, model_name, model_version, "
    "layout_id, profile from profile_buckets "
    "where endpoint_id = $1 and bucket_seconds = $2 and started_at >= $3 and started_at < $4 "
    "union all "
    "select endpoint_id, bucket_seconds, started_at, served_entity, model_name, model_version, "
    "layout_id, profile from profile_buckets "
    // The + keeps SQLite from choosing the primary key over the index of rows not rolled up.
    "where endpoint_id = $1 and rolled = 0 and +bucket_seconds < $2 "
    "and started_at >= $3 and started_at < $4";

std::size_t level_of(std::int64_t bucket_seconds) {
    std::size_t level = 0;
    while (level + 1 < levels.size() && levels[level].length.count() < bucket_seconds) ++level;
    return level;
}

ProfileBucket from_row(StoredProfile row) {
    return {level_of(row.bucket_seconds),
            row.started_at,
            std::move(row.endpoint_id),
            std::move(row.served_entity),
            std::move(row.model_name),
            std::move(row.model_version),
            std::move(row.layout_id),
            std::move(row.profile),
            row.has_names};
}

/// The rows of one level between two times as buckets of the next one.
std::vector<ProfileBucket> rolled_up(sql::Transaction& tx, LayoutCache& layouts,
                                     std::vector<StoredProfile> rows, std::size_t level) {
    struct Sum {
        ProfileBucket bucket;
        Profile profile;
    };
    std::map<std::tuple<Timestamp, std::string, std::string, std::string, std::string>, Sum> sums;
    for (auto& row : rows) {
        auto bucket = from_row(std::move(row));
        bucket.level = level + 1;
        bucket.started_at = round_down(bucket.started_at, levels[level + 1].length);
        auto& sum = sums[{bucket.started_at, bucket.served_entity, bucket.model_name,
                          bucket.model_version, bucket.layout_id}];
        if (sum.profile.layout() == nullptr)
            sum = {bucket, Profile{layouts.get(tx, bucket.layout_id)}};
        sum.profile.merge_text(bucket.profile);
    }
    std::vector<ProfileBucket> out;
    for (auto& [key, sum] : sums) {
        sum.bucket.profile = sum.profile.to_text();
        sum.bucket.has_names = sum.profile.has_names();
        out.push_back(std::move(sum.bucket));
    }
    return out;
}

bool roll_up_level(sql::Transaction& tx, LayoutCache& layouts, const std::string& endpoint_id,
                   std::size_t level, Timestamp now, const std::string& part) {
    const auto step = bucket_table_store::next_step(tx, table, endpoint_id, level, now);
    if (!step) return false;
    auto rows = tx.rows<StoredProfile>(
        "select * from profile_buckets where endpoint_id = $1 and rolled = 0 "
        "and +bucket_seconds = $2 and started_at < $3",
        endpoint_id, levels[level].length.count(), step->until);
    for (const auto& bucket : rolled_up(tx, layouts, std::move(rows), level))
        insert_bucket(tx, bucket, part);
    bucket_table_store::mark_rolled(tx, table, endpoint_id, level, step->until);
    return step->has_more;
}

}  // namespace

void insert_layout(sql::Transaction& tx, const ProfileLayout& layout) {
    tx.run(
        "insert into profile_layouts (id, layout) values ($1, $2) on conflict (id) do update "
        "set layout = excluded.layout, erased_count = profile_layouts.erased_count + 1 where "
        "profile_layouts.layout <> excluded.layout",
        layout.id(), layout.text());
}

void put_without_name(sql::Transaction& tx, const ProfileLayout& layout) {
    tx.run("update profile_layouts set layout = $2, erased_count = erased_count + 1 where id = $1",
           layout.id(), layout.text());
}

std::int64_t erased_count(sql::Transaction& tx) {
    return *tx.value<std::int64_t>(
        "select cast(coalesce(sum(erased_count), 0) as bigint) from profile_layouts "
        "where erased_count > 0");
}

void forget_names_if_unused(sql::Transaction& tx, LayoutCache& layouts, const std::string& id) {
    const auto uses = *tx.value<std::int64_t>(
        "select (select count(*) from baselines where layout_id = $1) + "
        "(select count(*) from live_layouts where layout_id = $1)",
        id);
    if (uses > 0) return;
    put_without_name(tx, layouts.get(tx, id)->without_names());
}

std::optional<std::string> find_layout(sql::Transaction& tx, const std::string& id) {
    return tx.value<std::string>("select layout from profile_layouts where id = $1", id);
}

std::string set_live_layout(sql::Transaction& tx, const std::string& model_name,
                            const std::string& model_version, const std::string& layout_id) {
    tx.run(
        "insert into live_layouts (model_name, model_version, layout_id) values ($1, $2, $3) "
        "on conflict (model_name, model_version) do nothing",
        model_name, model_version, layout_id);
    return *tx.value<std::string>(
        "select layout_id from live_layouts where model_name = $1 and model_version = $2",
        model_name, model_version);
}

std::vector<LiveLayout> live_layouts(sql::Transaction& tx) {
    return tx.rows<LiveLayout>("select model_name, model_version, layout_id from live_layouts");
}

void insert_bucket(sql::Transaction& tx, const ProfileBucket& bucket, const std::string& part) {
    tx.insert("profile_buckets",
              StoredProfile{bucket.endpoint_id, levels[bucket.level].length.count(),
                            bucket.started_at, bucket.served_entity, bucket.model_name,
                            bucket.model_version, bucket.layout_id, part,
                            bucket.level + 1 == levels.size(), bucket.profile, bucket.has_names});
}

std::vector<ProfileBucket> read_tiles(sql::Transaction& tx, const std::string& endpoint_id,
                                      std::span<const Tile> tiles) {
    std::vector<ProfileBucket> out;
    for (const auto& tile : tiles)
        for (auto& row :
             tx.rows<StoredProfile>(read_sql, endpoint_id, levels[tile.level].length.count(),
                                    tile.span.from, tile.span.to))
            out.push_back(from_row(std::move(row)));
    return out;
}

bool roll_up(sql::Transaction& tx, LayoutCache& layouts, const std::string& endpoint_id,
             Timestamp now, const std::string& part) {
    bool has_more = false;
    for (std::size_t level = 0; level + 1 < levels.size(); ++level)
        has_more |= roll_up_level(tx, layouts, endpoint_id, level, now, part);
    return has_more;
}

std::vector<std::string> endpoints(sql::Transaction& tx) {
    std::vector<std::string> ids;
    std::string id;
    while (!(id = bucket_table_store::next_endpoint(tx, table, id)).empty()) ids.push_back(id);
    return ids;
}

}  // namespace ontos::profiles_store
