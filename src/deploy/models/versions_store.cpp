// How versions are kept, and which artifacts they use.
#include "deploy/models/versions_store.hpp"

namespace ontos {
namespace {

constexpr std::string_view select_versions = R"(
    select cast(version as text) as version, status, status_message, created_at, run_id,
           description, source, sha256, size_bytes, flavor, signature, baseline, tags, created_by,
           training_job_id
    from model_versions)";

constexpr std::string_view select_keys =
    "select id, full_name, version, status from model_versions";

struct RegisteredRow {
    VersionStatus status = VersionStatus::PENDING_REGISTRATION;
    std::string status_message, sha256;
    std::int64_t size_bytes = 0;
    Signature signature;
    ModelLayout layout;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&RegisteredRow::status>("Status."),
                          api::field<&RegisteredRow::status_message>("Why it is not READY."),
                          api::field<&RegisteredRow::sha256>("Artifact."),
                          api::field<&RegisteredRow::size_bytes>("Size in bytes."),
                          api::field<&RegisteredRow::signature>("Signature."),
                          api::field<&RegisteredRow::layout>("Layout.")};
    }
};

struct AliasOfVersion {
    std::string alias, version;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&AliasOfVersion::alias>("Alias."),
                          api::field<&AliasOfVersion::version>("Version.")};
    }
};

std::string sql_of(std::string_view select, std::string_view rest) {
    return std::string{select} + std::string{rest};
}

}  // namespace

void VersionsStore::insert(const NewVersionRow& row, Timestamp now) {
    tx_.run(
        "insert into model_versions (id, full_name, version, status, status_message, description,"
        " run_id, source, sha256, size_bytes, flavor, signature, layout, tags, created_at,"
        " created_by, training_job_id)"
        " values ($1, $2, $3, $4, '', $5, $6, $7, '', 0, '', $8, $9, '{}', $10, $11, $12)",
        row.id, row.full_name, row.version, VersionStatus::PENDING_REGISTRATION, row.description,
        row.run_id, row.source, Signature{}, ModelLayout{}, now, row.created_by,
        row.training_job_id);
}

std::optional<VersionKey> VersionsStore::find_key(const std::string& id) {
    return tx_.row<VersionKey>(sql_of(select_keys, " where id = $1"), id);
}

std::optional<VersionKey> VersionsStore::find_number(const std::string& full_name,
                                                     std::int64_t version) {
    return tx_.row<VersionKey>(sql_of(select_keys, " where full_name = $1 and version = $2"),
                               full_name, version);
}

std::optional<ModelVersion> VersionsStore::find(const std::string& full_name,
                                                std::int64_t version) {
    auto found = list(full_name, version + 1, 1);
    if (found.empty() || found.front().version != std::to_string(version)) return std::nullopt;
    return std::move(found.front());
}

std::vector<ModelVersion> VersionsStore::list(const std::string& full_name, std::int64_t before,
                                              std::int64_t limit) {
    auto versions = tx_.rows<ModelVersion>(
        sql_of(select_versions,
               " where full_name = $1 and version < cast($2 as bigint)"
               " order by model_versions.version desc limit cast($3 as bigint)"),
        full_name, before, limit);
    std::map<std::string_view, ModelVersion*> by_number;
    for (auto& version : versions) by_number.emplace(version.version, &version);
    for (const auto& [alias, version] : tx_.rows<AliasOfVersion>(
             "select alias, cast(version as text) as version from model_aliases"
             " where full_name = $1 order by alias",
             full_name))
        if (const auto at = by_number.find(version); at != by_number.end())
            at->second->aliases.push_back(alias);
    return versions;
}

std::optional<RegisteredVersion> VersionsStore::find_registered(const std::string& full_name,
                                                                std::int64_t version) {
    auto row = tx_.row<RegisteredRow>(
        "select status, status_message, sha256, size_bytes, signature, layout from model_versions"
        " where full_name = $1 and version = $2",
        full_name, version);
    if (!row) return std::nullopt;
    return RegisteredVersion{.ref = {full_name, std::to_string(version)},
                             .status = row->status,
                             .status_message = std::move(row->status_message),
                             .signature = std::move(row->signature),
                             .layout = std::move(row->layout),
                             .sha256 = std::move(row->sha256),
                             .size_bytes = static_cast<std::uint64_t>(row->size_bytes)};
}

std::optional<std::int64_t> VersionsStore::latest_ready(const std::string& full_name) {
    return tx_.value<std::int64_t>(
        "select max(version) from model_versions where full_name = $1 and status = 'READY'",
        full_name);
}

std::optional<VersionKey> VersionsStore::find_of_training_job(const std::string& training_job_id) {
    return tx_.row<VersionKey>(sql_of(select_keys,
                                      " where training_job_id = $1 and status = 'READY'"
                                      " order by full_name, version desc limit 1"),
                               training_job_id);
}

void VersionsStore::set_training_job(const std::string& id, const std::string& training_job_id) {
    tx_.run(
        "update model_versions set training_job_id = $2 where id = $1 and training_job_id is null",
        id, training_job_id);
}

std::vector<VersionKey> VersionsStore::keys_of(const std::string& full_name) {
    return tx_.rows<VersionKey>(sql_of(select_keys, " where full_name = $1 order by version"),
                                full_name);
}

std::optional<std::int64_t> VersionsStore::find_content(const std::string& full_name,
                                                        const VersionFiles& files) {
    return tx_.value<std::int64_t>(
        "select max(version) from model_versions where full_name = $1 and status = 'READY'"
        " and sha256 = $2 and coalesce(baseline_sha256, '') = $3",
        full_name, files.sha256, files.baseline_sha256.value_or(""));
}

std::vector<KeptBaseline> VersionsStore::baselines_since(Timestamp time) {
    return tx_.rows<KeptBaseline>(
        "select full_name, cast(version as text) as version, baseline, baseline_sha256, "
        "created_by, created_at from model_versions "
        "where status = 'READY' and created_at >= $1 and baseline is not null order by created_at",
        time);
}

std::vector<VersionKey> VersionsStore::pending_before(Timestamp time) {
    return tx_.rows<VersionKey>(
        sql_of(select_keys, " where status = 'PENDING_REGISTRATION' and created_at < $1"), time);
}

void VersionsStore::finish(const std::string& id, const VersionFiles& files) {
    const auto changed = tx_.run(
        "update model_versions set status = 'READY', status_message = '', sha256 = $2,"
        " size_bytes = $3, flavor = $4, run_id = coalesce(run_id, $5), signature = $6, layout = $7,"
        " baseline = $8, baseline_sha256 = $9 where id = $1",
        id, files.sha256, files.size_bytes, files.flavor, files.run_id, files.signature,
        files.layout, files.baseline, files.baseline_sha256);
    check(changed == 1, "a version that is being registered has a row");
}

void VersionsStore::set_status(const std::string& id, VersionStatus status,
                               const std::string& message) {
    tx_.run("update model_versions set status = $2, status_message = $3 where id = $1", id, status,
            message);
}

void VersionsStore::update(const std::string& full_name, const ModelVersion& version) {
    tx_.run(
        "update model_versions set description = $3, tags = $4"
        " where full_name = $1 and version = cast($2 as bigint)",
        full_name, std::stoll(version.version), version.description, version.tags);
}

void VersionsStore::remove(const std::string& id) {
    tx_.run("delete from model_versions where id = $1", id);
}

std::set<std::string> VersionsStore::artifacts_of(const std::string& id) {
    std::set<std::string> artifacts;
    for (const auto* column : {"sha256", "baseline_sha256"}) {
        const auto found = tx_.value<std::string>(
            std::string{"select "} + column + " from model_versions where id = $1", id);
        if (found && !found->empty()) artifacts.insert(*found);
    }
    return artifacts;
}

bool VersionsStore::is_artifact_used(const std::string& sha256) {
    return tx_.value<std::int64_t>(
                  "select count(*) from model_versions where sha256 = $1 or baseline_sha256 = $1",
                  sha256)
               .value_or(0) > 0;
}

void VersionsStore::doubt_artifacts(const std::set<std::string>& sha256s, Timestamp now) {
    for (const auto& sha256 : sha256s)
        tx_.run(
            "insert into artifacts_in_doubt (sha256, since) values ($1, $2)"
            " on conflict (sha256) do nothing",
            sha256, now);
}

void VersionsStore::trust_artifacts(const std::set<std::string>& sha256s) {
    for (const auto& sha256 : sha256s)
        tx_.run("delete from artifacts_in_doubt where sha256 = $1", sha256);
}

std::set<std::string> VersionsStore::artifacts_in_doubt() {
    std::set<std::string> artifacts;
    for (const auto& row : tx_.table("select sha256 from artifacts_in_doubt").rows)
        artifacts.insert(api::text_of(row.front()));
    return artifacts;
}

}  // namespace ontos
