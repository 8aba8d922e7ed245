// From the threads' profiles to durable time buckets, and back to what a window held.
#include "monitor/drift/profiles.hpp"

#include "platform/base/logging.hpp"

namespace ontos {
namespace {

/// So many rows make the layout of a version that has no baseline.
constexpr std::size_t first_rows_wanted = 1'000;
/// What fewer live rows have may be of one person: bins that live rows give do not keep its name.
constexpr std::uint64_t live_name_rows_min = 10;

ModelVersionRef ref_of(const ProfiledSeries& series) {
    return {series.model_name, series.model_version};
}

}  // namespace

std::shared_ptr<const ProfileLayout> LayoutTable::find(const std::string& model_name,
                                                       const std::string& model_version) const {
    const std::lock_guard lock{mutex_};
    const auto found = versions_.find({model_name, model_version});
    return found == versions_.end() ? nullptr : found->second;
}

void LayoutTable::set(const Versions& versions) {
    const std::lock_guard lock{mutex_};
    for (const auto& [version, layout] : versions) versions_[version] = layout;
}

void LayoutTable::add(const ModelVersionRef& version, std::shared_ptr<const ProfileLayout> layout) {
    const std::lock_guard lock{mutex_};
    versions_[version] = std::move(layout);
}

void LayoutTable::remove(const ModelVersionRef& version) {
    const std::lock_guard lock{mutex_};
    versions_.erase(version);
}

std::set<std::string> LayoutTable::layout_ids() const {
    const std::lock_guard lock{mutex_};
    std::set<std::string> ids;
    for (const auto& [version, layout] : versions_) ids.insert(layout->id());
    return ids;
}

struct Profiles::Table {
    using Series = Profiles::Series;
    using Counts = Profile;
    using Bucket = ProfileBucket;
    static constexpr std::string_view name = profiles_store::table;

    LayoutCache* layouts;

    Bucket bucket(std::size_t level, Timestamp started_at, const Series& series,
                  const Profile& profile) const {
        return {level,
                started_at,
                series.endpoint_id,
                series.served_entity,
                series.model_name,
                series.model_version,
                series.layout_id,
                profile.to_text(),
                profile.has_names()};
    }
    void insert(sql::Transaction& tx, const Bucket& bucket, const std::string& part) const {
        profiles_store::insert_bucket(tx, bucket, part);
    }
    std::vector<Bucket> read_tiles(sql::Transaction& tx, const std::string& endpoint_id,
                                   std::span<const Tile> tiles) const {
        return profiles_store::read_tiles(tx, endpoint_id, tiles);
    }
    bool roll_up(sql::Transaction& tx, const std::string& endpoint_id, Timestamp now,
                 const std::string& part) const {
        return profiles_store::roll_up(tx, *layouts, endpoint_id, now, part);
    }
};

Profiles::Profiles(sql::Database& database, const Clock& clock, Random& random,
                   const Redactor& redactor, LayoutCache& layouts, LayoutTable& table)
    : database_{database},
      clock_{clock},
      redactor_{redactor},
      layouts_{layouts},
      table_{table},
      log_{std::make_unique<BucketLog<Table>>(database, clock, random, Table{&layouts})} {}

Profiles::~Profiles() = default;

void Profiles::observed(const PredictionSeen& seen) noexcept {
    if (seen.batch == nullptr || seen.served_entity.empty()) return;
    try {
        const bool is_counted = shards_.use(
            seen.series,
            [&] {
                const auto& series = series_of(seen);
                return std::make_unique<LiveShard>(
                    series, table_.find(series.model_name, series.model_version), redactor_);
            },
            [&](LiveShard& shard) { shard.add(seen); });
        if (!is_counted) lost_.fetch_add(1, std::memory_order_relaxed);
    } catch (const std::exception&) {
        lost_.fetch_add(1, std::memory_order_relaxed);
    }
}

const ProfiledSeries& Profiles::series_of(const PredictionSeen& seen) {
    const auto columns = seen.batch->columns();
    const std::lock_guard lock{mutex_};
    auto& series = profiled_[seen.series];
    if (series == nullptr)
        series = std::make_unique<ProfiledSeries>(ProfiledSeries{seen.endpoint_id.text,
                                                                 std::string{seen.served_entity},
                                                                 std::string{seen.model_name},
                                                                 std::string{seen.model_version},
                                                                 {columns.begin(), columns.end()}});
    return *series;
}

void Profiles::collect() {
    const std::lock_guard one_at_a_time{collecting_};
    drop_forgotten_rows();
    const auto now = clock_.now();
    shards_.turn_and_read(
        [&](LiveShard& shard) {
            shard.turn(table_.find(shard.series().model_name, shard.series().model_version));
        },
        [&](LiveShard& shard) {
            if (shard.turned().is_empty()) return;
            shard.idle_rounds = 0;
            take(shard.turned(), shard.series(), now);
        });
    settle_first_rows(now);
    log_->make_coarser(now);
}

void Profiles::take(LiveShard::Side& side, const ProfiledSeries& series, Timestamp now) {
    if (side.profile != nullptr) {
        add(series, side.profile->profile(), now);
        side.profile->clear();
        return;
    }
    const auto columns = sampled_columns(series);
    if (const auto layout = table_.find(series.model_name, series.model_version)) {
        RowSample rows{columns, FirstRows::rows_max};
        side.first_rows->copy_to(rows);
        rows.redact_names(redactor_);
        add(series, rows.count_by(layout), now);
    } else {
        const std::lock_guard lock{mutex_};
        auto& sample = first_samples_[ref_of(series)];
        if (!sample.all) sample.all.emplace(columns, 2 * first_rows_wanted);
        const auto [rows, is_new] =
            sample.by_series.try_emplace(&series, RowSample{columns, 2 * first_rows_wanted});
        side.first_rows->copy_to(*sample.all);
        side.first_rows->copy_to(rows->second);
    }
    side.first_rows->clear();
}

void Profiles::add(const ProfiledSeries& series, const Profile& profile, Timestamp now) {
    const Series* known = nullptr;
    {
        const std::lock_guard lock{mutex_};
        const auto& layout_id = profile.layout()->id();
        auto& found = series_[{&series, layout_id}];
        if (found == nullptr)
            found = std::make_unique<Series>(Series{series.endpoint_id, series.served_entity,
                                                    series.model_name, series.model_version,
                                                    layout_id});
        known = found.get();
    }
    log_->add(*known, profile, now);
}

void Profiles::flush() {
    collect();
    freeze_layouts();
    log_->flush();
}

void Profiles::settle_first_rows(Timestamp now) {
    std::vector<std::pair<FirstSample, std::shared_ptr<const ProfileLayout>>> settled;
    {
        const std::lock_guard lock{mutex_};
        for (auto at = first_samples_.begin(); at != first_samples_.end();) {
            const auto layout = table_.find(at->first.full_name, at->first.version);
            if (layout == nullptr) {
                ++at;
                continue;
            }
            settled.emplace_back(std::move(at->second), layout);
            at = first_samples_.erase(at);
        }
    }
    for (auto& [sample, layout] : settled)
        for (auto& [series, rows] : sample.by_series) {
            rows.redact_names(redactor_);
            add(*series, rows.count_by(layout), now);
        }
}

void Profiles::forget_first_rows(const std::string& endpoint_id) {
    const std::lock_guard lock{mutex_};
    forgotten_.insert(endpoint_id);
}

void Profiles::drop_forgotten_rows() {
    const std::lock_guard lock{mutex_};
    for (const auto& endpoint_id : std::exchange(forgotten_, {}))
        std::erase_if(first_samples_, [&](const auto& entry) {
            return std::ranges::any_of(entry.second.by_series, [&](const auto& rows) {
                return rows.first->endpoint_id == endpoint_id;
            });
        });
}

void Profiles::freeze_layouts() {
    const std::lock_guard one_at_a_time{collecting_};
    drop_forgotten_rows();
    std::map<ModelVersionRef, std::shared_ptr<const ProfileLayout>> made;
    {
        const std::lock_guard lock{mutex_};
        for (auto& [version, sample] : first_samples_) {
            if (sample.all->rows_seen() < first_rows_wanted) continue;
            sample.all->redact_names(redactor_);
            made[version] = std::make_shared<const ProfileLayout>(
                sample.all->make_features(live_name_rows_min));
        }
    }
    for (const auto& [version, layout] : made) {
        const auto id = database_.write([&](sql::Transaction& tx) {
            profiles_store::insert_layout(tx, *layout);
            return profiles_store::set_live_layout(tx, version.full_name, version.version,
                                                   layout->id());
        });
        table_.add(version,
                   database_.read([&](sql::Transaction& tx) { return layouts_.get(tx, id); }));
        log_info("live rows have given a version its bins",
                 {{"model", version.full_name}, {"version", version.version}});
    }
    settle_first_rows(clock_.now());
}

void Profiles::roll_up() {
    constexpr int rounds = 10;
    {
        const std::lock_guard one_at_a_time{collecting_};
        const auto now = clock_.now();
        shards_.retire([](LiveShard& shard) { return ++shard.idle_rounds > rounds; },
                       [&](LiveShard& shard) {
                           shard.turn(nullptr);
                           if (!shard.turned().is_empty())
                               take(shard.turned(), shard.series(), now);
                       });
    }
    log_->roll_up();
}

std::vector<Profiles::Part> Profiles::read(const std::string& endpoint_id,
                                           std::span<const Tile> tiles) {
    collect();
    const auto buckets = log_->read(endpoint_id, tiles);
    std::map<std::string, std::shared_ptr<const ProfileLayout>> layouts;
    for (const auto& bucket : buckets) layouts[bucket.layout_id];
    database_.read([&](sql::Transaction& tx) {
        for (auto& [id, layout] : layouts) layout = layouts_.get(tx, id);
    });
    std::map<std::array<std::string, 4>, Profile> sums;
    for (const auto& bucket : buckets) {
        auto& sum =
            sums[{bucket.served_entity, bucket.model_name, bucket.model_version, bucket.layout_id}];
        if (sum.layout() == nullptr) sum = Profile{layouts[bucket.layout_id]};
        sum.merge_text(bucket.profile);
    }
    std::vector<Part> parts;
    for (auto& [key, profile] : sums)
        parts.push_back({key[0], key[1], key[2], key[3], std::move(profile)});
    return parts;
}

}  // namespace ontos
