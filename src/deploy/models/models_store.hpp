#pragma once
// How models and aliases are kept.

#include "deploy/models/model.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// What a model is made with.
struct NewModelRow {
    std::string full_name, description, owner;
    /// Made for a registration that has not ended: goes with it when it fails.
    bool is_provisional = false;
};

/// Inside one transaction. Owned by the thread that runs the job.
class ModelsStore {
public:
    explicit ModelsStore(sql::Transaction& tx) : tx_{tx} {}

    std::optional<Model> find(const std::string& full_name);
    /// Sorted by full name, from behind `after`.
    std::vector<Model> list(const std::optional<std::string>& catalog, const std::string& after,
                            std::int64_t limit);
    /// False if the name is taken.
    bool insert(const NewModelRow& row, Timestamp now);
    /// Description, owner and tags.
    void update(const Model& model, Timestamp now);
    /// Its versions and aliases are gone already.
    void remove(const std::string& full_name);
    /// If it was made for a registration and has no version. True if it was removed.
    bool remove_if_provisional(const std::string& full_name);
    /// Stays, whatever becomes of the registration that made it. True if it was provisional.
    bool keep(const std::string& full_name, Timestamp now);

    /// The next number; the model exists.
    std::int64_t take_version_number(const std::string& full_name, Timestamp now);
    /// Gives the number back if no higher one was taken since.
    void return_version_number(const std::string& full_name, std::int64_t version);

    std::optional<std::int64_t> find_alias(const std::string& full_name, const std::string& alias);
    void set_alias(const std::string& full_name, const std::string& alias, std::int64_t version,
                   Timestamp now);
    void remove_alias(const std::string& full_name, const std::string& alias, Timestamp now);
    void remove_aliases_to(const std::string& full_name, std::int64_t version);
    /// Sorted by alias.
    std::vector<ModelAlias> aliases_of(const std::string& full_name);

private:
    void touch(const std::string& full_name, Timestamp now);

    sql::Transaction& tx_;
};

/// First in a job: writers of the registry wait for each other instead of colliding, which on
/// PostgreSQL would use up the retries. Nothing on SQLite, which has one writer.
void queue_registry_writers(sql::Transaction& tx);

/// `database.write(job)` for jobs that write the registry.
template <class Job>
auto write_registry(sql::Database& database, Job job) {
    return database.write([&](sql::Transaction& tx) {
        queue_registry_writers(tx);
        return job(tx);
    });
}

}  // namespace ontos
