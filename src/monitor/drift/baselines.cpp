// How baselines are read in the background, and which of them holds.
#include "monitor/drift/baselines.hpp"

#include "deploy/models/files.hpp"
#include "monitor/drift/baseline_scores.hpp"
#include "monitor/drift/baselines_store.hpp"
#include "monitor/drift/warning_words.hpp"
#include "monitor/metrics/model.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

/// After so long without progress another server goes on.
constexpr std::chrono::seconds stands_still{30};
constexpr std::chrono::milliseconds between_reports{500};
/// A version is READY some time after it was begun.
constexpr std::chrono::hours registration_max{24};

}  // namespace

Baselines::Baselines(BaselinesParts parts) : parts_{std::move(parts)} {
    std::filesystem::create_directories(parts_.folder);
}

Baselines::~Baselines() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return working_.empty(); });
}

std::filesystem::path Baselines::upload_of(const std::string& id) const {
    return parts_.folder / (id + ".csv");
}

void Baselines::step() {
    begin_registered();
    take_over();
    refresh_table();
}

void Baselines::begin_registered() {
    for (const auto& found : parts_.registered(registered_since_)) {
        registered_since_ = std::max(registered_since_, found.created_at - registration_max);
        ModelBaseline baseline;
        baseline.id = found.id;
        baseline.model_name = found.version.full_name;
        baseline.model_version = found.version.version;
        baseline.source_sha256 = found.sha256;
        baseline.created_at = found.created_at;
        baseline.created_by = found.created_by;
        baseline.updated_at = parts_.clock.now();
        const bool is_known = parts_.database.read([&](sql::Transaction& tx) {
            return baselines_store::find(tx, baseline.id).has_value();
        });
        if (!is_known && parts_.database.write([&](sql::Transaction& tx) {
                return baselines_store::insert(tx, baseline);
            }))
            begin(baseline, found.csv);
    }
}

void Baselines::take_over() {
    const auto now = parts_.clock.now();
    const auto still = parts_.database.read([&](sql::Transaction& tx) {
        return baselines_store::standing_still(tx, now - stands_still);
    });
    for (auto baseline : still) {
        {
            const std::lock_guard lock{mutex_};
            if (working_.contains(baseline.id)) continue;
        }
        if (!parts_.database.write([&](sql::Transaction& tx) {
                return baselines_store::take_over(tx, baseline, now);
            }))
            continue;
        auto csv = upload_of(baseline.id);
        if (baseline.kind == BaselineKind::training)
            for (const auto& found : parts_.registered(baseline.created_at))
                if (found.id == baseline.id) csv = found.csv;
        if (std::filesystem::exists(csv))
            begin(baseline, csv);
        else
            parts_.database.write([&](sql::Transaction& tx) {
                baselines_store::fail(tx, baseline.id,
                                      "the server stopped before the file was read; send it again",
                                      now);
            });
    }
}

void Baselines::refresh_table() {
    std::string mark;
    std::int64_t erased_count = 0;
    parts_.database.read([&](sql::Transaction& tx) {
        mark = baselines_store::ready_mark(tx);
        erased_count = profiles_store::erased_count(tx);
    });
    bool was_erased = false;
    {
        const std::lock_guard lock{mutex_};
        was_erased = erased_count != erased_count_;
        if (mark == ready_mark_ && !was_erased) return;
    }
    LayoutTable::Versions versions;
    std::map<ModelVersionRef, std::string> ids;
    parts_.layouts.keep_only(parts_.table.layout_ids());
    parts_.layouts.forget_before(erased_count);
    parts_.database.read([&](sql::Transaction& tx) {
        versions.clear();
        ids.clear();
        for (const auto& live : profiles_store::live_layouts(tx))
            versions[{live.model_name, live.model_version}] =
                parts_.layouts.get(tx, live.layout_id);
        for (const auto& ready : baselines_store::newest_ready(tx)) {
            const ModelVersionRef version{ready.model_name, ready.model_version};
            versions[version] = parts_.layouts.get(tx, *ready.layout_id);
            ids[version] = ready.id;
        }
    });
    parts_.table.set(versions);
    const std::lock_guard lock{mutex_};
    for (const auto& [version, id] : ready_ids_)
        if (!versions.contains(version)) parts_.table.remove(version);  // It was deleted.
    parts_.layouts.keep_only(parts_.table.layout_ids());
    ready_mark_ = mark;
    erased_count_ = erased_count;
    ready_ids_ = std::move(ids);
    if (was_erased) references_.clear();
    std::erase_if(references_, [&](const auto& entry) {
        return std::ranges::none_of(ready_ids_,
                                    [&](const auto& ready) { return ready.second == entry.first; });
    });
}

std::shared_ptr<const Reference> Baselines::find_ready(const ModelVersionRef& version) {
    refresh_table();
    std::string id;
    std::int64_t erased_count = 0;
    {
        const std::lock_guard lock{mutex_};
        erased_count = erased_count_;
        const auto found = ready_ids_.find(version);
        if (found == ready_ids_.end()) return nullptr;
        id = found->second;
        if (const auto known = references_.find(id); known != references_.end())
            return known->second;
    }
    auto made = parts_.database.read([&](sql::Transaction& tx) {
        auto baseline = baselines_store::find(tx, id);
        if (!baseline) return std::shared_ptr<const Reference>{};  // deleted meanwhile
        Reference reference{*std::move(baseline), {}};
        reference.profile = Profile{parts_.layouts.get(tx, *reference.baseline.layout_id)};
        reference.profile.merge_text(baselines_store::profile(tx, id));
        return std::make_shared<const Reference>(std::move(reference));
    });
    if (made == nullptr) return nullptr;
    const std::lock_guard lock{mutex_};
    if (erased_count != erased_count_) return made;
    return references_.emplace(id, std::move(made)).first->second;
}

std::shared_ptr<Baselines::Work> Baselines::begin(const ModelBaseline& baseline,
                                                  std::filesystem::path csv) {
    auto work = std::make_shared<Work>();
    {
        const std::lock_guard lock{mutex_};
        working_[baseline.id] = work;
    }
    const bool is_taken =
        parts_.pool.try_post([this, baseline, csv = std::move(csv)] { build(baseline, csv); });
    if (is_taken) return work;
    const std::lock_guard lock{mutex_};
    working_.erase(baseline.id);  // It stands still, and is taken over later.
    return work;
}

void Baselines::build(const ModelBaseline& baseline, const std::filesystem::path& csv) noexcept {
    std::optional<Failure> failure;
    try {
        read_file(baseline, csv);
    } catch (const Failure& failed) {
        failure = failed;
    } catch (const std::exception& error) {
        failure = Failure{FailureKind::internal, "the file could not be read", Cause{error.what()}};
    }
    try {
        if (failure) {
            const auto reason = parts_.redactor.redact_mistake(failure->message());
            log_warning("a baseline failed", {{"baseline", baseline.id},
                                              {"model", baseline.model_name},
                                              {"version", baseline.model_version},
                                              {"reason", reason},
                                              {"cause", failure->cause()}});
            parts_.database.write([&](sql::Transaction& tx) {
                baselines_store::fail(tx, baseline.id, reason, parts_.clock.now());
            });
        }
        if (baseline.kind == BaselineKind::upload) remove_quietly(csv);
    } catch (const std::exception& error) {
        log_error("a baseline stays pending", {{"baseline", baseline.id}, {"cause", error.what()}});
    }
    const std::lock_guard lock{mutex_};
    const auto work = working_[baseline.id];
    work->is_done = true;
    work->failure = std::move(failure);
    working_.erase(baseline.id);
    changed_.notify_all();
}

void Baselines::read_file(ModelBaseline baseline, const std::filesystem::path& file) {
    const auto started = parts_.clock.steady_now();
    const auto version =
        baseline.endpoint_id
            ? std::nullopt
            : std::optional{parts_.registry.resolve(baseline.model_name, baseline.model_version)};
    auto reported = started;
    const auto on_rows = [&](std::uint64_t rows) {
        if (parts_.clock.steady_now() - reported < between_reports) return;
        reported = parts_.clock.steady_now();
        parts_.database.write([&](sql::Transaction& tx) {
            baselines_store::show_progress(tx, baseline.id, rows, parts_.clock.now());
        });
    };
    const AsCsv csv{file, parts_.parquet, on_rows};
    auto read = version ? read_baseline_csv(csv.path(), version->signature, on_rows)
                        : read_baseline_csv(csv.path(), on_rows);
    baseline.other_columns = read.other_columns;
    baseline.rows = static_cast<std::int64_t>(read.sample.rows_seen());
    baseline.rows_kept = static_cast<std::int64_t>(read.sample.rows_kept());

    // The model is asked with what the file says; only then names are redacted.
    auto results = version ? score(*version, read.sample, baseline) : std::nullopt;
    read.sample.redact_names(parts_.redactor);
    if (results) results->redact_names(parts_.redactor);
    auto features = read.sample.make_features();
    if (results) std::ranges::move(results->make_features(), std::back_inserter(features));
    const auto layout = std::make_shared<const ProfileLayout>(std::move(features));
    Profile profile{layout};
    profile.add_rows(read.sample.rows_kept());
    read.sample.count_into(profile);
    if (results) results->count_into(profile);
    for (const auto& feature : layout->features())
        if (feature.bins->is_numeric() && feature.bins->regular_count() == 1)
            baseline.warnings.push_back("`" + feature.name + "` has one value only");

    if (auto few = warning_of_few_rows(profile.rows()); !few.empty())
        baseline.warnings.push_back(std::move(few));
    baseline.layout_id = layout->id();
    baseline.sha256 = profile.content_hash();
    parts_.database.write([&](sql::Transaction& tx) {
        baseline.updated_at = parts_.clock.now();
        profiles_store::insert_layout(tx, *layout);
        baselines_store::finish(tx, baseline, profile);
    });
    refresh_table();
    const auto took = std::chrono::duration<double>(parts_.clock.steady_now() - started);
    log_info("a baseline is ready", {{"baseline", baseline.id},
                                     {"model", baseline.model_name},
                                     {"version", baseline.model_version},
                                     {"rows", baseline.rows},
                                     {"features", layout->features().size()},
                                     {"seconds", took.count()}});
}

/// Without it predictions cannot be compared with the baseline; all else can.
std::optional<RowSample> Baselines::score(const RegisteredVersion& version, const RowSample& inputs,
                                          ModelBaseline& baseline) {
    try {
        const auto model = parts_.backend.load(version, parts_.registry.fetch(version));
        auto scores = score_baseline(*model, inputs);
        if (scores.rows_left_out > 0)
            baseline.warnings.push_back("the baseline of the predictions is without " +
                                        std::to_string(scores.rows_left_out) +
                                        (scores.rows_left_out == 1 ? " row" : " rows") +
                                        ", because the model could not score them; " +
                                        parts_.redactor.redact_mistake(scores.reason));
        return std::move(scores.results);
    } catch (const Failure& failure) {
        baseline.warnings.push_back(
            "predictions have no baseline, because the model could not "
            "score its rows: " +
            parts_.redactor.redact_mistake(failure.message()));
        return std::nullopt;
    }
}

}  // namespace ontos
