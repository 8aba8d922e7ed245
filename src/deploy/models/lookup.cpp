// Models and versions that must be there, and the sentence for where they are not.
#include "deploy/models/lookup.hpp"

#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr std::int64_t looked_through_max = 1000;
constexpr std::size_t listed_max = 10;

/// "it has 1, 2, 3" of the newest; "it has none".
std::string versions_there_are(sql::Transaction& tx, const std::string& full_name) {
    const auto keys = VersionsStore{tx}.keys_of(full_name);
    if (keys.empty()) return "it has none";
    std::string text = "it has ";
    const auto first = keys.size() > listed_max ? keys.size() - listed_max : 0;
    if (first > 0) text += "..., ";
    for (auto i = first; i < keys.size(); ++i)
        text += (i > first ? ", " : "") + std::to_string(keys[i].version);
    for (const auto& [alias, version] : ModelsStore{tx}.aliases_of(full_name))
        text += ", " + alias + " (" + version + ")";
    return text;
}

}  // namespace

Model require_model(sql::Transaction& tx, const std::string& full_name) {
    ModelsStore store{tx};
    if (auto model = store.find(full_name)) return std::move(*model);
    std::vector<std::string> names;
    for (const auto& model : store.list(std::nullopt, "", looked_through_max))
        names.push_back(model.full_name);
    const auto nearest = nearest_name(full_name, names);
    Failure failure{FailureKind::not_found, "model " + full_name + " is not registered"};
    if (nearest.empty()) throw std::move(failure).code("model_not_found");
    throw std::move(failure)
        .code("model_not_found")
        .hint("Did you mean " + std::string{nearest} + "?");
}

void throw_no_version(sql::Transaction& tx, const std::string& full_name,
                      const std::string& version) {
    constexpr std::size_t shown_max = 256;
    require_model(tx, full_name);
    const auto wanted = version.size() > shown_max ? "of such a long name" : version;
    throw Failure{FailureKind::not_found, "model " + full_name + " has no version " + wanted +
                                              "; " + versions_there_are(tx, full_name)}
        .code("version_not_found");
}

ModelVersion require_version(sql::Transaction& tx, const std::string& full_name,
                             std::int64_t version) {
    if (auto found = VersionsStore{tx}.find(full_name, version)) return std::move(*found);
    throw_no_version(tx, full_name, std::to_string(version));
}

void require_settled(const VersionKey& key) {
    if (key.status != VersionStatus::PENDING_REGISTRATION) return;
    throw Failure{FailureKind::conflict, "version " + std::to_string(key.version) + " of " +
                                             key.full_name + " is being registered; try again"}
        .code("registration_running");
}

}  // namespace ontos
