// Baselines that people make, of a file or of what was predicted, and read.
#include "deploy/models/files.hpp"
#include "monitor/drift/baselines.hpp"
#include "monitor/drift/baselines_store.hpp"
#include "monitor/drift/warning_words.hpp"
#include "monitor/metrics/unknown_endpoint.hpp"
#include "platform/access/replay.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

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

/// Of which there is no baseline: it may still be registered.
void require_model(ModelRegistry& registry, const std::string& full_name,
                   const std::optional<std::string>& version) {
    try {
        registry.resolve(full_name, version.value_or("latest"));
    } catch (const Failure& failure) {
        if (version || failure.code() == "model_not_found") throw;  // else none is READY yet
    }
}

ModelBaseline require_baseline(sql::Transaction& tx, const std::string& id) {
    if (auto found = baselines_store::find(tx, id)) return *std::move(found);
    throw Failure{FailureKind::not_found, "There is no baseline \"" + id + "\"."}
        .code("baseline_not_found")
        .hint("GET /api/v1/monitoring/baselines lists them.");
}

}  // namespace

BaselinesPage Baselines::list_baselines(const api::Query<BaselinesQuery>& query) {
    BaselinesQuery wanted = query;
    if (wanted.endpoint_id) {
        const auto endpoint = parts_.find_endpoint(*wanted.endpoint_id);
        if (!endpoint) throw unknown_endpoint(parts_.directory, *wanted.endpoint_id);
        wanted.endpoint_id = endpoint->id.text;
    }
    auto items = parts_.database.read(
        [&](sql::Transaction& tx) { return baselines_store::list(tx, wanted, wanted.limit + 1); });
    if (items.empty() && wanted.model_name)
        require_model(parts_.registry, *wanted.model_name, wanted.model_version);
    BaselinesPage page{std::move(items), std::nullopt};
    if (api::cut_page(page.items, wanted.limit)) page.next_cursor = page.items.back().id;
    return page;
}

ModelBaseline Baselines::show_baseline(const api::Path<BaselinePath>& path) {
    return parts_.database.read(
        [&](sql::Transaction& tx) { return require_baseline(tx, path.id); });
}

void Baselines::delete_baseline(const api::Path<BaselinePath>& path, const api::IfMatch& condition,
                                const access::ActorInput& actor) {
    const auto seen = show_baseline(path);
    if (seen.kind == BaselineKind::training &&
        find_registered({seen.model_name, seen.model_version}))
        throw Failure{FailureKind::conflict, "The baseline is the training data that version " +
                                                 seen.model_version + " of " + seen.model_name +
                                                 " was registered with."}
            .code("baseline_of_version")
            .hint(
                "Delete the version, then its baseline; or send a newer baseline, which takes "
                "its place.");
    const auto audit_id = new_id(parts_.clock, parts_.random);
    parts_.database.write([&](sql::Transaction& tx) {
        const auto baseline = require_baseline(tx, path.id);
        condition.require(api::to_json(baseline));
        if (baseline.status == BaselineStatus::pending)
            throw Failure{FailureKind::conflict, "The file of the baseline is being read."}
                .code("baseline_pending")
                .hint("Delete it when it is ready or failed: GET shows how far it is.");
        baselines_store::remove(tx, baseline.id);
        if (baseline.layout_id)
            profiles_store::forget_names_if_unused(tx, parts_.layouts, *baseline.layout_id);
        access::write_audit(
            tx, parts_.clock.now(), audit_id, actor,
            {"delete_baseline", "baseline", baseline.id, api::to_json(baseline), nullptr});
    });
    refresh_table();
}

api::Created<ModelBaseline> Baselines::create_baseline(const api::Form<NewBaseline>& form,
                                                       const access::ActorInput& actor,
                                                       const access::Once& once) {
    if (form.baseline && form.hours)
        throw mistake("/body/hours", "must be left out with a file: it is of a window of traffic");
    if (form.baseline) return {create_from_file(form, actor, once)};
    if (!form.endpoint_id) throw mistake("/body/baseline", "or endpoint_id must be sent");
    return create_from_window(form, actor, once);
}

DriftEndpoint Baselines::external_endpoint(const NewBaseline& form) const {
    auto endpoint = parts_.find_endpoint(*form.endpoint_id);
    if (!endpoint) throw unknown_endpoint(parts_.directory, *form.endpoint_id);
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
        throw access::replay(api::json_reply(201, api::to_json(*earlier)));
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
    if (!endpoint) throw unknown_endpoint(parts_.directory, *form.endpoint_id);
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
    profile.forget_names();  // Nobody asks for those of a baseline.
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
    if (auto few = warning_of_few_rows(profile.rows()); !few.empty())
        baseline.warnings.push_back(std::move(few));
    baseline.layout_id = profile.layout()->id();
    baseline.sha256 = profile.content_hash();
    baseline.created_at = baseline.updated_at = now;
    baseline.created_by = actor.name;
    const auto audit_id = new_id(parts_.clock, parts_.random);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        baselines_store::insert(tx, baseline);
        baselines_store::finish(tx, baseline, profile);
        auto made = *baselines_store::find(tx, baseline.id);
        access::write_audit(
            tx, now, audit_id, actor,
            {"create_baseline", "baseline", baseline.id, nullptr, api::to_json(made)});
        return api::Created<ModelBaseline>{std::move(made)};
    });
}

}  // namespace ontos
