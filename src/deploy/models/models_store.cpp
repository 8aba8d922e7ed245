// How models and aliases are kept.
#include "deploy/models/models_store.hpp"

namespace ontos {
namespace {

constexpr std::string_view select_models = R"(
    select name, full_name, catalog_name, schema_name, description, owner, created_at, updated_at,
           tags, (select cast(max(v.version) as text) from model_versions v
                  where v.full_name = m.full_name and v.status = 'READY') as latest_version
    from registered_models m)";

struct AliasRow {
    std::string full_name, alias, version;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&AliasRow::full_name>("Model."),
                          api::field<&AliasRow::alias>("Alias."),
                          api::field<&AliasRow::version>("Version.")};
    }
};

std::string sql_of(std::string_view rest) { return std::string{select_models} + std::string{rest}; }

}  // namespace

void queue_registry_writers(sql::Transaction& tx) {
    // LOCK takes no snapshot, so what the job reads behind it is what the writer before it wrote.
    if (tx.engine() == sql::Engine::postgresql)
        tx.run("lock table registered_models in share row exclusive mode");
}

std::optional<Model> ModelsStore::find(const std::string& full_name) {
    auto model = tx_.row<Model>(sql_of(" where full_name = $1"), full_name);
    if (!model) return std::nullopt;
    for (auto& [alias, version] : aliases_of(full_name)) model->aliases.emplace(alias, version);
    return model;
}

std::vector<Model> ModelsStore::list(const std::optional<std::string>& catalog,
                                     const std::string& after, std::int64_t limit) {
    auto models = catalog ? tx_.rows<Model>(sql_of(" where catalog_name = $1 and full_name > $2"
                                                   " order by full_name limit cast($3 as bigint)"),
                                            *catalog, after, limit)
                          : tx_.rows<Model>(sql_of(" where full_name > $1"
                                                   " order by full_name limit cast($2 as bigint)"),
                                            after, limit);
    if (models.empty()) return models;
    std::map<std::string_view, Model*> by_name;
    for (auto& model : models) by_name.emplace(model.full_name, &model);
    for (const auto& row : tx_.rows<AliasRow>(
             "select full_name, alias, cast(version as text) as version from model_aliases"
             " where full_name >= $1 and full_name <= $2",
             models.front().full_name, models.back().full_name))
        if (const auto at = by_name.find(row.full_name); at != by_name.end())
            at->second->aliases.emplace(row.alias, row.version);
    return models;
}

bool ModelsStore::insert(const NewModelRow& row, Timestamp now) {
    const auto [catalog_name, schema_name, name] = split_full_name(row.full_name);
    return tx_.run(
               "insert into registered_models (full_name, catalog_name, schema_name, name,"
               " description, owner, tags, created_at, updated_at, last_version, provisional)"
               " values ($1, $2, $3, $4, $5, $6, '{}', $7, $7, 0, $8)"
               " on conflict (full_name) do nothing",
               row.full_name, catalog_name, schema_name, name, row.description, row.owner, now,
               row.is_provisional) == 1;
}

void ModelsStore::update(const Model& model, Timestamp now) {
    tx_.run(
        "update registered_models set description = $2, owner = $3, tags = $4, updated_at = $5,"
        " provisional = 0 where full_name = $1",
        model.full_name, model.description, model.owner, model.tags, now);
}

void ModelsStore::remove(const std::string& full_name) {
    tx_.run("delete from registered_models where full_name = $1", full_name);
}

bool ModelsStore::remove_if_provisional(const std::string& full_name) {
    return tx_.run(
               "delete from registered_models where full_name = $1 and provisional = 1"
               " and not exists (select 1 from model_versions where full_name = $1)",
               full_name) == 1;
}

bool ModelsStore::keep(const std::string& full_name, Timestamp now) {
    touch(full_name, now);
    return tx_.run(
               "update registered_models set provisional = 0"
               " where full_name = $1 and provisional = 1",
               full_name) == 1;
}

std::int64_t ModelsStore::take_version_number(const std::string& full_name, Timestamp now) {
    const auto number = tx_.value<std::int64_t>(
        "update registered_models set last_version = last_version + 1, updated_at = $2"
        " where full_name = $1 returning last_version",
        full_name, now);
    check(number.has_value(), "the model of a new version exists");
    return *number;
}

void ModelsStore::return_version_number(const std::string& full_name, std::int64_t version) {
    tx_.run(
        "update registered_models set last_version = last_version - 1"
        " where full_name = $1 and last_version = $2",
        full_name, version);
}

std::optional<std::int64_t> ModelsStore::find_alias(const std::string& full_name,
                                                    const std::string& alias) {
    return tx_.value<std::int64_t>(
        "select version from model_aliases where full_name = $1 and alias = $2", full_name, alias);
}

void ModelsStore::set_alias(const std::string& full_name, const std::string& alias,
                            std::int64_t version, Timestamp now) {
    tx_.run(
        "insert into model_aliases (full_name, alias, version) values ($1, $2, $3)"
        " on conflict (full_name, alias) do update set version = excluded.version",
        full_name, alias, version);
    touch(full_name, now);
}

void ModelsStore::remove_alias(const std::string& full_name, const std::string& alias,
                               Timestamp now) {
    tx_.run("delete from model_aliases where full_name = $1 and alias = $2", full_name, alias);
    touch(full_name, now);
}

void ModelsStore::remove_aliases_to(const std::string& full_name, std::int64_t version) {
    tx_.run("delete from model_aliases where full_name = $1 and version = $2", full_name, version);
}

std::vector<ModelAlias> ModelsStore::aliases_of(const std::string& full_name) {
    return tx_.rows<ModelAlias>(
        "select alias, cast(version as text) as version from model_aliases"
        " where full_name = $1 order by alias",
        full_name);
}

void ModelsStore::touch(const std::string& full_name, Timestamp now) {
    tx_.run("update registered_models set updated_at = $2 where full_name = $1", full_name, now);
}

}  // namespace ontos
