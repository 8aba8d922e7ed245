// The SQL of score_configs.
#include "improve/feedback/score_configs_store.hpp"

namespace ontos::score_configs_store {

std::optional<ScoreConfig> find(sql::Transaction& tx, const std::string& name) {
    return tx.row<ScoreConfig>("select * from score_configs where name = $1", name);
}

void put(sql::Transaction& tx, const ScoreConfig& config) {
    tx.run("delete from score_configs where name = $1", config.name);
    tx.insert("score_configs", config);
}

bool has_scores_of_other_type(sql::Transaction& tx, const std::string& name, ScoreType type) {
    return tx
        .value<std::int64_t>(
            "select 1 from feedback_items where name = $1 and data_type is not null and data_type "
            "<> $2 limit 1",
            name, type)
        .has_value();
}

std::int64_t count(sql::Transaction& tx) {
    return tx.value<std::int64_t>("select count(*) from score_configs").value_or(0);
}

std::vector<ScoreConfig> list(sql::Transaction& tx, const std::string& after, std::int64_t limit) {
    return tx.rows<ScoreConfig>(
        "select * from score_configs where name > $1 order by name limit $2", after, limit);
}

}  // namespace ontos::score_configs_store
