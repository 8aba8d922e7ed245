// The registry: models and aliases.
#include "deploy/models/models.hpp"

#include "deploy/models/lookup.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

void require_ready(const std::string& full_name, const ModelVersion& version) {
    if (version.status == VersionStatus::READY) return;
    throw Failure{FailureKind::conflict, "version " + version.version + " of " + full_name +
                                             " is " + std::string{api::to_text(version.status)} +
                                             "; an alias names a READY version"}
        .code("version_not_ready");
}

}  // namespace

Models::Models(ModelsParts parts)
    : parts_{std::move(parts)},
      keeper_{parts_.database, parts_.clock, parts_.artifacts},
      registrar_{parts_.database,  parts_.clock, parts_.random,
                 parts_.artifacts, keeper_,      parts_.inspect} {}

void Models::recover() {
    registrar_.fail_interrupted();
    keeper_.drop_doubted();
}

void Models::audit(sql::Transaction& tx, const access::Actor& actor, const access::Change& change) {
    access::write_audit(tx, parts_.clock.now(), new_id(parts_.clock, parts_.random), actor, change);
}

void Models::require_unused(sql::Transaction& tx, const ModelVersionRef& ref) const {
    const auto endpoints = parts_.endpoints_using(tx, ref);
    if (endpoints.empty()) return;
    std::string names;
    for (const auto& name : endpoints) names += (names.empty() ? "" : ", ") + name;
    throw Failure{FailureKind::conflict,
                  "version " + ref.version + " of " + ref.full_name + " is used by " + names}
        .code("version_in_use")
        .hint("Delete the endpoint, or update it and let the rollback window pass.");
}

api::Linked<Model> Models::list_models(const api::Query<ModelsQuery>& query) const {
    auto models = parts_.database.read([&](sql::Transaction& tx) {
        return ModelsStore{tx}.list(query.catalog, query.cursor.value_or(""), query.limit + 1);
    });
    if (!api::cut_page(models, query.limit)) return {std::move(models), ""};
    auto next = models.back().full_name;
    return {std::move(models), std::move(next)};
}

api::Created<Model> Models::create_model(const api::Body<NewModel>& body,
                                         const access::ActorInput& actor,
                                         const access::Once& once) {
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        ModelsStore store{tx};
        if (!store.insert({body.full_name, body.description, actor.name, false},
                          parts_.clock.now()))
            throw Failure{FailureKind::conflict, "model " + body.full_name + " exists"}.code(
                "model_exists");
        auto model = require_model(tx, body.full_name);
        audit(tx, actor, {"create_model", "model", body.full_name, nullptr, api::to_json(model)});
        return api::Created<Model>{std::move(model)};
    });
}

Model Models::show_model(const api::Path<ModelPath>& path) const {
    return parts_.database.read(
        [&](sql::Transaction& tx) { return require_model(tx, path.model_name); });
}

Model Models::update_model(const api::Path<ModelPath>& path, const api::Body<ModelChange>& body,
                           const api::IfMatch& condition, const access::ActorInput& actor) {
    require_tags(body.tags.value);
    return write_registry(parts_.database, [&](sql::Transaction& tx) {
        auto model = require_model(tx, path.model_name);
        const auto before = api::to_json(model);
        condition.require(before);
        model.description = body.description.or_else(model.description);
        model.owner = body.owner.or_else(model.owner);
        model.tags = body.tags.or_else(model.tags);
        ModelsStore store{tx};
        store.update(model, parts_.clock.now());
        model = require_model(tx, path.model_name);
        audit(tx, actor, {"update_model", "model", path.model_name, before, api::to_json(model)});
        return model;
    });
}

void Models::delete_model(const api::Path<ModelPath>& path, const api::IfMatch& condition,
                          const access::ActorInput& actor) {
    const auto& full_name = path.model_name;
    const auto freed = write_registry(parts_.database, [&](sql::Transaction& tx) {
        ModelsStore models{tx};
        VersionsStore versions{tx};
        const auto before = api::to_json(require_model(tx, full_name));
        condition.require(before);
        std::set<std::string> sha256s;
        for (const auto& key : versions.keys_of(full_name)) {
            require_settled(key);
            require_unused(tx, {full_name, std::to_string(key.version)});
            sha256s.merge(versions.artifacts_of(key.id));
            models.remove_aliases_to(full_name, key.version);
            versions.remove(key.id);
        }
        versions.doubt_artifacts(sha256s, parts_.clock.now());
        models.remove(full_name);
        audit(tx, actor, {"delete_model", "model", full_name, before, nullptr});
        return sha256s;
    });
    keeper_.drop_unused(freed);
    log_info("a model is deleted", {{"model", full_name}, {"request_id", actor.request_id}});
}

ModelAlias Models::set_alias(const api::Path<AliasPath>& path, const api::Body<AliasTarget>& body,
                             const api::IfMatch& condition, const access::ActorInput& actor) {
    require_alias(path.alias);
    const auto version = std::stoll(body.version);
    const auto before = write_registry(parts_.database, [&](sql::Transaction& tx) {
        ModelsStore store{tx};
        condition.require(api::to_json(require_model(tx, path.model_name)));
        require_ready(path.model_name, require_version(tx, path.model_name, version));
        const auto earlier = store.find_alias(path.model_name, path.alias);
        if (earlier == version) return earlier;
        store.set_alias(path.model_name, path.alias, version, parts_.clock.now());
        const auto was = earlier ? api::to_json(ModelAlias{path.alias, std::to_string(*earlier)})
                                 : api::json::value{};
        audit(tx, actor,
              {"set_alias", "model_alias", path.model_name + "/" + path.alias, was,
               api::to_json(ModelAlias{path.alias, body.version})});
        return earlier;
    });
    if (before != version)
        log_info("an alias is moved", {{"model", path.model_name},
                                       {"alias", path.alias},
                                       {"from", before.value_or(0)},
                                       {"to", version},
                                       {"request_id", actor.request_id}});
    return {path.alias, body.version};
}

void Models::delete_alias(const api::Path<AliasPath>& path, const api::IfMatch& condition,
                          const access::ActorInput& actor) {
    write_registry(parts_.database, [&](sql::Transaction& tx) {
        ModelsStore store{tx};
        condition.require(api::to_json(require_model(tx, path.model_name)));
        const auto version = store.find_alias(path.model_name, path.alias);
        if (!version)
            throw Failure{FailureKind::not_found,
                          "model " + path.model_name + " has no alias " + path.alias}
                .code("alias_not_found");
        store.remove_alias(path.model_name, path.alias, parts_.clock.now());
        audit(tx, actor,
              {"delete_alias", "model_alias", path.model_name + "/" + path.alias,
               api::to_json(ModelAlias{path.alias, std::to_string(*version)}), nullptr});
    });
    log_info("an alias is removed",
             {{"model", path.model_name}, {"alias", path.alias}, {"request_id", actor.request_id}});
}

}  // namespace ontos
