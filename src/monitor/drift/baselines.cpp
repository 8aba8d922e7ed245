// How baselines come to be, and which of them holds.
#include "monitor/drift/baselines.hpp"

#include "deploy/models/files.hpp"
#include "monitor/drift/baseline_scores.hpp"
#include "monitor/drift/baselines_store.hpp"
#include "monitor/metrics/model.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/hash.hpp"
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

Failure mistake(const std::string& where, const std::string& what) {
    return Failure{FailureKind::invalid, where.substr(where.rfind('/') + 1) + " " + what}
        .violations({{where, what}});
}

/// A file can be a baseline of it.
void require_usable(const RegisteredVersion& version) {
    if (version.status != VersionStatus::READY)
        throw Failure{FailureKind::conflict, "version " + version.ref.version + " of " +
                                                 version.ref.full_name + " is not READY"}
            .code("version_not_ready");
    if (input_columns(version.signature).empty())
        throw Failure{FailureKind::unprocessable, "The inputs of " + version.ref.full_name +
                                                      " version " + version.ref.version +
                                                      " are not single values with names: there is "
                                                      "nothing that a column could stand for."}
            .code("no_named_inputs")
            .hint("Register the model with a signature that names its columns.");
}

/// The hash of bins and counts together.
std::string content_hash(const Profile& profile) {
    return sha256_hex(profile.layout()->id() + "\n" + profile.to_text());
}

}  // namespace

/// A file that is being read, and those who wait for it.
struct Baselines::Work {
    bool is_done = false;
    std::optional<Failure> failure;
};

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
    const auto mark =
        parts_.database.read([](sql::Transaction& tx) { return baselines_store::ready_mark(tx); });
    {
        const std::lock_guard lock{mutex_};
        if (mark == ready_mark_) return;
    }
    LayoutTable::Versions versions;
    std::map<ModelVersionRef, std::string> ids;
    parts_.database.read([&](sql::Transaction& tx) {
        versions.clear();
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
    ready_mark_ = mark;
    ready_ids_ = std::move(ids);
    std::erase_if(references_, [&](const auto& entry) {
        return std::ranges::none_of(ready_ids_,
                                    [&](const auto& ready) { return ready.second == entry.first; });
    });
}

std::shared_ptr<const Reference> Baselines::find_ready(const ModelVersionRef& version) {
    refresh_table();
    std::string id;
    {
        const std::lock_guard lock{mutex_};
        const auto found = ready_ids_.find(version);
        if (found == ready_ids_.end()) return nullptr;
        id = found->second;
        if (const auto known = references_.find(id); known != references_.end())
            return known->second;
    }
    auto made = std::make_shared<const Reference>(parts_.database.read([&](sql::Transaction& tx) {
        Reference reference{*baselines_store::find(tx, id), {}};
        reference.profile = Profile{parts_.layouts.get(tx, *reference.baseline.layout_id)};
        reference.profile.merge_text(baselines_store::profile(tx, id));
        return reference;
    }));
    const std::lock_guard lock{mutex_};
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
            log_warning("a baseline failed", {{"baseline", baseline.id},
                                              {"model", baseline.model_name},
                                              {"version", baseline.model_version},
                                              {"reason", failure->message()},
                                              {"cause", failure->cause()}});
            parts_.database.write([&](sql::Transaction& tx) {
                baselines_store::fail(tx, baseline.id, failure->message(), parts_.clock.now());
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
    const auto read = version ? read_baseline_csv(csv.path(), version->signature, on_rows)
                              : read_baseline_csv(csv.path(), on_rows);
    baseline.other_columns = read.other_columns;
    baseline.rows = static_cast<std::int64_t>(read.sample.rows_seen());
    baseline.rows_kept = static_cast<std::int64_t>(read.sample.rows_kept());

    auto features = read.sample.make_features();
    const auto results = version ? score(*version, read.sample, baseline) : std::nullopt;
    if (results) std::ranges::move(results->make_features(), std::back_inserter(features));
    const auto layout = std::make_shared<const ProfileLayout>(std::move(features));
    Profile profile{layout};
    profile.add_rows(read.sample.rows_kept());
    read.sample.count_into(profile);
    if (results) results->count_into(profile);
    for (const auto& feature : layout->features())
        if (feature.bins->is_numeric() && feature.bins->regular_count() == 1)
            baseline.warnings.push_back("`" + feature.name + "` has one value only");

    baseline.layout_id = layout->id();
    baseline.sha256 = content_hash(profile);
    const auto text = profile.to_text();
    parts_.database.write([&](sql::Transaction& tx) {
        baseline.updated_at = parts_.clock.now();
        profiles_store::insert_layout(tx, *layout);
        baselines_store::finish(tx, baseline, text);
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
        return score_baseline(*model, inputs);
    } catch (const Failure& failure) {
        baseline.warnings.push_back(
            "predictions have no baseline, because the model could not "
            "score its rows: " +
            failure.message());
        return std::nullopt;
    }
}

BaselinesPage Baselines::list_baselines(const api::Query<BaselinesQuery>& query) {
    BaselinesQuery wanted = query;
    if (wanted.endpoint_id)
        if (const auto endpoint = parts_.find_endpoint(*wanted.endpoint_id))
            wanted.endpoint_id = endpoint->id.text;
    auto items = parts_.database.read(
        [&](sql::Transaction& tx) { return baselines_store::list(tx, wanted, wanted.limit + 1); });
    BaselinesPage page{std::move(items), std::nullopt};
    if (api::cut_page(page.items, wanted.limit)) page.next_cursor = page.items.back().id;
    return page;
}

ModelBaseline Baselines::show_baseline(const api::Path<BaselinePath>& path) {
    auto found = parts_.database.read(
        [&](sql::Transaction& tx) { return baselines_store::find(tx, path.id); });
    if (!found)
        throw Failure{FailureKind::not_found, "There is no baseline \"" + path.id + "\"."}
            .code("baseline_not_found")
            .hint("GET /api/v1/monitoring/baselines lists them.");
    return std::move(*found);
}

api::Created<ModelBaseline> Baselines::create_baseline(const api::Form<NewBaseline>& form,
                                                       const access::ActorInput& actor,
                                                       const access::Once& once) {
    if (form.baseline) return {create_from_file(form, actor, once)};
    if (!form.endpoint_id) throw mistake("/body/baseline", "or endpoint_id must be sent");
    return create_from_window(form, actor, once);
}

DriftEndpoint Baselines::external_endpoint(const NewBaseline& form) const {
    auto endpoint = parts_.find_endpoint(*form.endpoint_id);
    if (!endpoint) throw unknown_endpoint(*form.endpoint_id);
    if (!endpoint->is_external)
        throw mistake("/body/endpoint_id",
                      "must be an endpoint that is served elsewhere: of another, send model_name "
                      "and model_version with the file");
    if (form.model_name || form.model_version)
        throw mistake("/body/endpoint_id", "must be left out with model_name and model_version");
    return std::move(*endpoint);
}

/// nullopt for a version that no registry knows.
std::optional<RegisteredVersion> Baselines::find_registered(const ModelVersionRef& version) const {
    try {
        return parts_.registry.resolve(version.full_name, version.version);
    } catch (const Failure& failure) {
        if (failure.kind() != FailureKind::not_found) throw;
        return std::nullopt;
    }
}

void Baselines::set_target(ModelBaseline& baseline, const NewBaseline& form) const {
    std::optional<RegisteredVersion> version;
    if (form.endpoint_id) {
        const auto endpoint = external_endpoint(form);
        const auto& named = endpoint.versions.front();
        version = find_registered(named);
        if (!version) {
            baseline.endpoint_id = endpoint.id.text;
            baseline.model_name = named.full_name;
            baseline.model_version = named.version;
            return;
        }
    } else {
        if (!form.model_name) throw mistake("/body/model_name", "is required with a file");
        if (!form.model_version) throw mistake("/body/model_version", "is required with a file");
        version = parts_.registry.resolve(*form.model_name, *form.model_version);
    }
    require_usable(*version);
    baseline.model_name = version->ref.full_name;
    baseline.model_version = version->ref.version;
}

ModelBaseline Baselines::create_from_file(const NewBaseline& form, const access::Actor& actor,
                                          const access::Once& once) {
    ModelBaseline baseline;
    baseline.id = new_id(parts_.clock, parts_.random);
    set_target(baseline, form);
    baseline.kind = BaselineKind::upload;
    baseline.source_sha256 = form.baseline->sha256;
    baseline.created_at = baseline.updated_at = parts_.clock.now();
    baseline.created_by = actor.name;
    const auto audit_id = new_id(parts_.clock, parts_.random);
    move_file(form.baseline->path, upload_of(baseline.id));
    const auto earlier =
        parts_.database.write([&](sql::Transaction& tx) -> std::optional<ModelBaseline> {
            if (const auto id = once.claim_operation(tx, baseline.created_at, baseline.id))
                if (auto known = baselines_store::find(tx, *id)) return known;
            baselines_store::insert(tx, baseline);
            access::write_audit(
                tx, baseline.created_at, audit_id, actor,
                {"create_baseline", "baseline", baseline.id, nullptr, api::to_json(baseline)});
            return std::nullopt;
        });
    if (earlier) {
        remove_quietly(upload_of(baseline.id));
        auto reply = api::json_reply(201, api::to_json(*earlier));
        reply.headers.emplace_back("Idempotency-Replayed", "true");
        throw api::ReadyReply{std::move(reply)};
    }

    const auto work = begin(baseline, upload_of(baseline.id));
    std::optional<Failure> failure;
    {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, std::chrono::seconds{form.wait}, [&] { return work->is_done; });
        failure = work->failure;
    }
    if (failure) {
        parts_.database.write(
            [&](sql::Transaction& tx) { baselines_store::remove(tx, baseline.id); });
        throw Failure{*failure};
    }
    refresh_table();
    return *parts_.database.read(
        [&](sql::Transaction& tx) { return baselines_store::find(tx, baseline.id); });
}

api::Created<ModelBaseline> Baselines::create_from_window(const NewBaseline& form,
                                                          const access::Actor& actor,
                                                          const access::Once& once) {
    const auto endpoint = parts_.find_endpoint(*form.endpoint_id);
    if (!endpoint) throw unknown_endpoint(*form.endpoint_id);
    if (!form.hours) throw mistake("/body/hours", "is required with an endpoint");
    if (endpoint->versions.empty())
        throw Failure{FailureKind::conflict, "Endpoint " + endpoint->name + " serves nothing."}
            .code("nothing_served");
    const auto& version = endpoint->versions.front();
    const auto now = parts_.clock.now();
    const std::chrono::seconds length = std::chrono::hours{*form.hours};
    Profile profile;
    for (const auto& part : parts_.profiles.read(
             endpoint->id.text, tiles_of(window_of(now, length), finest_kept_for(length)))) {
        const auto current = parts_.table.find(version.full_name, version.version);
        if (current && part.layout_id == current->id()) profile.merge(part.profile);
    }
    if (profile.rows() == 0)
        throw Failure{FailureKind::unprocessable, "Endpoint " + endpoint->name +
                                                      " has no profiled rows in the last " +
                                                      std::to_string(*form.hours) + " hours."}
            .code("no_rows")
            .hint("A version without a baseline is profiled from its first 1,000 rows on.");

    ModelBaseline baseline;
    baseline.id = new_id(parts_.clock, parts_.random);
    baseline.model_name = version.full_name;
    baseline.model_version = version.version;
    baseline.kind = BaselineKind::window;
    baseline.endpoint_id = endpoint->id.text;
    baseline.rows = static_cast<std::int64_t>(profile.rows());
    baseline.rows_kept = baseline.rows;
    baseline.layout_id = profile.layout()->id();
    baseline.sha256 = content_hash(profile);
    baseline.created_at = baseline.updated_at = now;
    baseline.created_by = actor.name;
    const auto audit_id = new_id(parts_.clock, parts_.random);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        baselines_store::insert(tx, baseline);
        baselines_store::finish(tx, baseline, profile.to_text());
        auto made = *baselines_store::find(tx, baseline.id);
        access::write_audit(
            tx, now, audit_id, actor,
            {"create_baseline", "baseline", baseline.id, nullptr, api::to_json(made)});
        return api::Created<ModelBaseline>{std::move(made)};
    });
}

}  // namespace ontos
