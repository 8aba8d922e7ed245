// The registry that lives in our own database and data folder.
#include "deploy/models/local_registry.hpp"

#include <algorithm>

#include "deploy/models/lookup.hpp"
#include "deploy/models/names.hpp"

namespace ontos {
namespace {

std::optional<std::int64_t> number_of(sql::Transaction& tx, const std::string& full_name,
                                      const std::string& version) {
    if (const auto number = version_number(version)) return number;
    if (version == "latest") return VersionsStore{tx}.latest_ready(full_name);
    return ModelsStore{tx}.find_alias(full_name, version);
}

}  // namespace

RegisteredVersion LocalRegistry::resolve(const std::string& full_name, const std::string& version) {
    return database_.read([&](sql::Transaction& tx) {
        if (const auto number = number_of(tx, full_name, version))
            if (auto found = VersionsStore{tx}.find_registered(full_name, *number))
                return std::move(*found);
        throw_no_version(tx, full_name, version);
    });
}

void LocalRegistry::require_there(sql::Transaction& tx, const RegisteredVersion& version) {
    const auto& [full_name, number] = version.ref;
    const auto found = VersionsStore{tx}.find_registered(full_name, std::stoll(number));
    if (!found || found->status != VersionStatus::READY) throw_no_version(tx, full_name, number);
}

std::vector<KeptBaseline> LocalRegistry::baselines_since(Timestamp time) {
    return database_.read(
        [&](sql::Transaction& tx) { return VersionsStore{tx}.baselines_since(time); });
}

std::filesystem::path LocalRegistry::fetch(const RegisteredVersion& version) {
    auto folder = artifacts_.folder_of(version.sha256);
    if (version.sha256.empty() || !std::filesystem::is_directory(folder))
        throw Failure{FailureKind::unprocessable,
                      "the files of version " + version.ref.version + " of " +
                          version.ref.full_name + " are not in the data folder",
                      Cause{folder.string()}}
            .code("artifact_missing")
            .hint("Register the same model again: it takes the place of the missing files.");
    return folder;
}

bool LocalRegistry::is_intact(const RegisteredVersion& version) {
    return !version.sha256.empty() && artifacts_.is_intact(version.sha256);
}

}  // namespace ontos
