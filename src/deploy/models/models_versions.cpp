// The registry: versions and their artifacts.
#include <limits>

#include "deploy/models/baseline.hpp"
#include "deploy/models/lookup.hpp"
#include "deploy/models/model_source.hpp"
#include "deploy/models/models.hpp"
#include "deploy/models/parquet_baseline.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/logging.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

std::string subject_of(const VersionPath& path) { return path.model_name + "/" + path.version; }

/// The client's name for the file, where it is one that can be shown.
std::string source_of(const api::UploadedFile& upload) {
    constexpr std::size_t shown_max = 255;
    const auto& name = upload.file_name;
    const bool is_fine =
        !name.empty() && name.size() <= shown_max && is_utf8(name) && name.find('\0') == name.npos;
    return "upload:" + (is_fine ? name : "model");
}

void require_one_source(const NewVersion& form) {
    if (form.model.has_value() != form.path.has_value()) return;
    const std::string rule = "exactly one of `model` and `path` must be sent";
    throw Failure{FailureKind::invalid, rule}.violations({{"/body/model", rule}});
}

void add_csv_of(const std::filesystem::path& parquet, const ParquetIntake& intake,
                StagedFolder& staged) {
    auto file = staged.create(std::string{baseline_name});
    write_as_csv(intake, parquet, file, [](std::uint64_t) {});
    staged.finish(std::string{baseline_name}, file);
}

void add_baseline(const api::UploadedFile& upload, const ParquetIntake& intake,
                  StagedFolder& staged) {
    if (is_parquet(upload.path)) return add_csv_of(upload.path, intake, staged);
    staged.adopt(std::string{baseline_name}, upload.path, {upload.sha256, upload.size_bytes});
}

void copy_baseline(const std::filesystem::path& from, StagedFolder& staged) {
    const auto source = open_file(from);
    auto file = staged.create(std::string{baseline_name});
    std::vector<char> piece(1 << 16);
    while (const auto size = read_some(source, piece.data(), piece.size()))
        file.append({piece.data(), size});
    staged.finish(std::string{baseline_name}, file);
}

}  // namespace

void Models::put_baselines(sql::Transaction& tx, const std::string& full_name,
                           std::span<ModelVersion> versions) const {
    if (!parts_.baselines_in_force) return;
    auto in_force = parts_.baselines_in_force(tx, full_name);
    for (auto& version : versions)
        if (const auto at = in_force.find(version.version); at != in_force.end())
            version.baseline = std::move(at->second);
}

ModelVersion Models::version_at(sql::Transaction& tx, const VersionPath& path) const {
    auto version = require_version(tx, path.model_name, std::stoll(path.version));
    put_baselines(tx, path.model_name, {&version, 1});
    return version;
}

api::Linked<ModelVersion> Models::list_versions(const api::Path<ModelPath>& path,
                                                const api::Query<VersionsQuery>& query) const {
    const auto before =
        query.cursor ? std::stoll(*query.cursor) : std::numeric_limits<std::int64_t>::max();
    auto versions = parts_.database.read([&](sql::Transaction& tx) {
        require_model(tx, path.model_name);
        auto found = VersionsStore{tx}.list(path.model_name, before, query.limit + 1);
        put_baselines(tx, path.model_name, found);
        return found;
    });
    if (!api::cut_page(versions, query.limit)) return {std::move(versions), ""};
    auto next = versions.back().version;
    return {std::move(versions), std::move(next)};
}

api::Created<ModelVersion> Models::create_version(const api::Path<ModelPath>& path,
                                                  const api::Form<NewVersion>& form,
                                                  const access::ActorInput& actor,
                                                  const access::Once& once) {
    require_one_source(form);
    // Opened first: a path that is refused must not make a row.
    const auto opened = form.path ? parts_.roots.open(*form.path) : Descriptor{};
    Registration registration{.full_name = path.model_name,
                              .source = form.path ? *form.path : source_of(*form.model),
                              .add_model =
                                  [&](StagedFolder& into) {
                                      if (form.path)
                                          stage_opened(opened, into, parts_.limits);
                                      else
                                          stage_upload(*form.model, into, parts_.limits);
                                  },
                              .add_baseline = {},
                              .signature = form.signature,
                              .description = form.description,
                              .run_id = form.run_id,
                              .training_job_id = std::nullopt};
    if (form.baseline)
        registration.add_baseline = [&](StagedFolder& into) {
            add_baseline(*form.baseline, parts_.parquet, into);
        };
    return {registrar_.run(registration, actor, once)};
}

ModelVersion Models::register_folder(const std::string& full_name,
                                     const std::filesystem::path& folder,
                                     const std::optional<std::filesystem::path>& baseline,
                                     const access::Actor& actor) {
    require_full_name(full_name);
    Registration registration{
        .full_name = full_name,
        .source = "folder:" + folder.filename().string(),
        .add_model =
            [&](StagedFolder& into) { stage_opened(open_file(folder), into, parts_.limits); },
        .add_baseline = {},
        .signature = std::nullopt,
        .description = std::nullopt,
        .run_id = std::nullopt,
        .training_job_id = std::nullopt};
    VersionFiles files;
    auto staged = parts_.artifacts.stage();
    registration.add_model(staged);
    files.sha256 = content_hash(staged.files());
    if (baseline) {
        files.baseline_sha256 = hash_file(*baseline).sha256;
        registration.add_baseline = [&](StagedFolder& into) { copy_baseline(*baseline, into); };
    }
    auto earlier = parts_.database.read([&](sql::Transaction& tx) {
        VersionsStore versions{tx};
        const auto number = versions.find_content(full_name, files);
        return number ? versions.find(full_name, *number) : std::nullopt;
    });
    if (earlier) return std::move(*earlier);
    return registrar_.run(registration, actor, access::Once{});
}

ModelVersion Models::register_trained(const ModelOfJob& trained, const access::Actor& actor) {
    require_full_name(trained.full_name);
    Registration registration{.full_name = trained.full_name,
                              .source = "training job " + trained.training_job_id,
                              .add_model =
                                  [&](StagedFolder& into) {
                                      stage_opened(open_file(trained.model), into, parts_.limits);
                                  },
                              .add_baseline = {},
                              .signature = std::nullopt,
                              .description = trained.description,
                              .run_id = std::nullopt,
                              .training_job_id = trained.training_job_id};
    if (trained.baseline)
        registration.add_baseline = [&](StagedFolder& into) {
            copy_baseline(*trained.baseline, into);
        };
    return registrar_.run(registration, actor, access::Once{});
}

std::optional<std::string> Models::version_of_training_job(
    const std::string& training_job_id) const {
    const auto key = parts_.database.read([&](sql::Transaction& tx) {
        return VersionsStore{tx}.find_of_training_job(training_job_id);
    });
    return key ? std::optional{std::to_string(key->version)} : std::nullopt;
}

ModelVersion Models::show_version(const api::Path<VersionPath>& path) const {
    return parts_.database.read([&](sql::Transaction& tx) { return version_at(tx, path); });
}

ModelVersion Models::update_version(const api::Path<VersionPath>& path,
                                    const api::Body<VersionChange>& body,
                                    const api::IfMatch& condition,
                                    const access::ActorInput& actor) {
    require_tags(body.tags.value);
    return write_registry(parts_.database, [&](sql::Transaction& tx) {
        auto version = version_at(tx, path);
        const auto before = api::to_json(version);
        condition.require(before);
        if (body.description.is_sent())
            version.description = body.description.state == api::Patch<std::string>::State::null
                                      ? std::nullopt
                                      : std::optional{body.description.value};
        version.tags = body.tags.or_else(version.tags);
        VersionsStore{tx}.update(path.model_name, version);
        audit(tx, actor,
              {"update_version", "model_version", subject_of(path), before, api::to_json(version)});
        return version;
    });
}

void Models::delete_version(const api::Path<VersionPath>& path, const api::IfMatch& condition,
                            const access::ActorInput& actor) {
    const auto number = std::stoll(path.version);
    const auto freed = write_registry(parts_.database, [&](sql::Transaction& tx) {
        ModelsStore models{tx};
        VersionsStore versions{tx};
        const auto before = api::to_json(version_at(tx, path));
        condition.require(before);
        const auto key = versions.find_number(path.model_name, number);
        check(key.has_value(), "a version that was found has a key");
        require_settled(*key);
        require_unused(tx, {path.model_name, std::to_string(number)});
        auto sha256s = versions.artifacts_of(key->id);
        versions.doubt_artifacts(sha256s, parts_.clock.now());
        models.remove_aliases_to(path.model_name, number);
        versions.remove(key->id);
        models.keep(path.model_name, parts_.clock.now());
        audit(tx, actor, {"delete_version", "model_version", subject_of(path), before, nullptr});
        return sha256s;
    });
    keeper_.drop_unused(freed);
    log_info(
        "a version is deleted",
        {{"model", path.model_name}, {"version", path.version}, {"request_id", actor.request_id}});
}

api::FileReply Models::download_artifact(const api::Path<VersionPath>& path) {
    const auto version = show_version(path);
    if (version.status != VersionStatus::READY)
        throw Failure{FailureKind::conflict,
                      "version " + path.version + " of " + path.model_name + " is " +
                          std::string{api::to_text(version.status)} + ": it has no artifact"}
            .code("version_not_ready");
    const auto hold = parts_.artifacts.hold({version.sha256});
    auto file = parts_.artifacts.download_of(version.sha256);
    const bool is_zip = file.extension() == ".zip";
    const auto name = path.model_name + "-" + path.version + (is_zip ? ".zip" : ".onnx");
    return {std::move(file), is_zip ? "application/zip" : "application/octet-stream",
            version.sha256, name};
}

}  // namespace ontos
