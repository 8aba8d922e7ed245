// How a version comes to be: a PENDING row, the files looked at and placed, then READY.
#include "deploy/models/registration.hpp"

#include "deploy/models/baseline.hpp"
#include "deploy/models/mlmodel.hpp"
#include "deploy/models/models_store.hpp"
#include "platform/access/replay.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

constexpr std::string_view interrupted =
    "the server stopped during the registration; send the model again";

std::string subject_of(const std::string& full_name, std::int64_t version) {
    return full_name + "/" + std::to_string(version);
}

/// A late repeat of a registration must not bring back what somebody has deleted.
Failure deleted_since() {
    return Failure{FailureKind::conflict,
                   "the version that this Idempotency-Key registered was deleted since"}
        .code("already_done")
        .hint("To register the model again, send it with a new key.");
}

std::set<std::string> artifacts_of(const VersionFiles& files) {
    std::set<std::string> sha256s{files.sha256};
    if (files.baseline_sha256) sha256s.insert(*files.baseline_sha256);
    return sha256s;
}

}  // namespace

/// Everything that is known of the files, and where they wait.
struct Registrar::Staged {
    StagedFolder model;
    std::optional<StagedFolder> baseline;
    VersionFiles files;
};

ModelVersion Registrar::run(const Registration& registration, const access::Actor& actor,
                            const access::Once& once) {
    const auto started = clock_.steady_now();
    const auto begun = begin(registration, actor, once);
    if (begun.answered) throw access::replay(api::json_reply(201, api::to_json(*begun.answered)));
    try {
        auto version = complete(begun, registration, actor);
        const auto took = std::chrono::duration<double, std::milli>(clock_.steady_now() - started);
        log_info("a version is registered", {{"model", registration.full_name},
                                             {"version", version.version},
                                             {"sha256", version.sha256},
                                             {"size_bytes", version.size_bytes},
                                             {"request_id", actor.request_id},
                                             {"duration_ms", took.count()}});
        return version;
    } catch (...) {
        abandon(begun, registration.full_name, once);
        throw;
    }
}

Registrar::Begun Registrar::begin(const Registration& registration, const access::Actor& actor,
                                  const access::Once& once) {
    const auto id = new_id(clock_, random_);
    const auto now = clock_.now();
    return write_registry(database_, [&](sql::Transaction& tx) {
        ModelsStore models{tx};
        VersionsStore versions{tx};
        Begun begun{.id = id, .version = 0, .answered = std::nullopt};
        if (const auto earlier = once.claim_operation(tx, now, id)) {
            const auto key = versions.find_key(*earlier);
            if (!key) throw deleted_since();
            return resume(versions, *key);
        }
        models.insert({registration.full_name, "", actor.name, true}, now);
        begun.version = models.take_version_number(registration.full_name, now);
        versions.insert({.id = begun.id,
                         .full_name = registration.full_name,
                         .version = begun.version,
                         .description = registration.description,
                         .run_id = registration.run_id,
                         .source = registration.source,
                         .created_by = actor.name,
                         .training_job_id = registration.training_job_id},
                        now);
        return begun;
    });
}

Registrar::Begun Registrar::resume(VersionsStore& versions, const VersionKey& key) {
    if (key.status == VersionStatus::PENDING_REGISTRATION)
        throw Failure{FailureKind::conflict,
                      "the request with this Idempotency-Key is still being carried out"}
            .code("in_flight")
            .retry_after(std::chrono::seconds{1});
    if (key.status == VersionStatus::READY)
        return {key.id, key.version, versions.find(key.full_name, key.version)};
    versions.set_status(key.id, VersionStatus::PENDING_REGISTRATION, "");
    return {key.id, key.version, std::nullopt};
}

ModelVersion Registrar::complete(const Begun& begun, const Registration& registration,
                                 const access::Actor& actor) {
    auto staged = stage(registration);
    const auto sha256s = artifacts_of(staged.files);
    const auto hold = artifacts_.hold(sha256s);
    try {
        keeper_.doubt(sha256s);
        artifacts_.place(staged.model, staged.files.sha256);
        if (staged.baseline) artifacts_.place(*staged.baseline, *staged.files.baseline_sha256);
        return finish(begun, registration, staged.files, actor);
    } catch (...) {
        keeper_.drop_unused_held(sha256s);
        throw;
    }
}

Registrar::Staged Registrar::stage(const Registration& registration) {
    Staged staged{.model = artifacts_.stage(), .baseline = std::nullopt, .files = {}};
    registration.add_model(staged.model);
    const auto folder = read_model_folder(staged.model.folder());
    auto facts = inspect_(staged.model.folder(), folder.layout,
                          registration.signature ? registration.signature : folder.declared);
    auto& files = staged.files;
    files.sha256 = content_hash(staged.model.files());
    files.size_bytes = static_cast<std::int64_t>(staged.model.size_bytes());
    files.flavor = "onnx";
    if (!folder.run_id.empty()) files.run_id = folder.run_id;
    files.signature = std::move(facts.signature);
    files.layout = std::move(facts.layout);
    if (!registration.add_baseline) return staged;
    staged.baseline.emplace(artifacts_.stage());
    registration.add_baseline(*staged.baseline);
    const auto rows = check_baseline(staged.baseline->folder() / baseline_name, files.signature);
    files.baseline = Baseline{new_id(clock_, random_), static_cast<std::int64_t>(rows)};
    files.baseline_sha256 = content_hash(staged.baseline->files());
    return staged;
}

ModelVersion Registrar::finish(const Begun& begun, const Registration& registration,
                               const VersionFiles& files, const access::Actor& actor) {
    const auto now = clock_.now();
    const auto model_audit_id = new_id(clock_, random_);
    const auto audit_id = new_id(clock_, random_);
    return write_registry(database_, [&](sql::Transaction& tx) {
        ModelsStore models{tx};
        VersionsStore versions{tx};
        const auto& full_name = registration.full_name;
        versions.finish(begun.id, files);
        versions.trust_artifacts(artifacts_of(files));
        if (models.keep(full_name, now))
            access::write_audit(tx, now, model_audit_id, actor,
                                {"create_model", "model", full_name, nullptr,
                                 api::to_json(models.find(full_name))});
        auto version = versions.find(full_name, begun.version);
        check(version.has_value(), "a version that was finished is there");
        access::write_audit(
            tx, now, audit_id, actor,
            {"create_version", "model_version", subject_of(full_name, begun.version), nullptr,
             api::to_json(*version)});
        return std::move(*version);
    });
}

void Registrar::abandon(const Begun& begun, const std::string& full_name,
                        const access::Once& once) noexcept {
    try {
        write_registry(database_, [&](sql::Transaction& tx) {
            ModelsStore models{tx};
            VersionsStore versions{tx};
            const auto key = versions.find_key(begun.id);
            if (!key || key->status != VersionStatus::PENDING_REGISTRATION) return;
            versions.remove(begun.id);
            once.release(tx);
            models.return_version_number(full_name, key->version);
            models.remove_if_provisional(full_name);
        });
    } catch (const std::exception& error) {
        log_error("a failed registration stays PENDING until the next start",
                  {{"model", full_name}, {"version", begun.version}, {"cause", error.what()}});
    }
}

void Registrar::fail_interrupted() {
    const auto now = clock_.now();
    const auto failed = write_registry(database_, [&](sql::Transaction& tx) {
        VersionsStore versions{tx};
        auto pending = versions.pending_before(now);
        for (const auto& key : pending)
            versions.set_status(key.id, VersionStatus::FAILED_REGISTRATION,
                                std::string{interrupted});
        return pending;
    });
    for (const auto& key : failed)
        log_warning("a registration was interrupted",
                    {{"model", key.full_name}, {"version", key.version}});
}

}  // namespace ontos
