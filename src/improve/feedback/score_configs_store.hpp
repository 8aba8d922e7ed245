#pragma once
// Score configurations in the database.

#include "improve/feedback/score_config.hpp"
#include "platform/sql/database.hpp"

namespace ontos::score_configs_store {

std::optional<ScoreConfig> find(sql::Transaction& tx, const std::string& name);
void put(sql::Transaction& tx, const ScoreConfig& config);
/// Whether feedback has scores of this name with another type.
bool has_scores_of_other_type(sql::Transaction& tx, const std::string& name, ScoreType type);
std::int64_t count(sql::Transaction& tx);
/// By name, behind this one.
std::vector<ScoreConfig> list(sql::Transaction& tx, const std::string& after, std::int64_t limit);

}  // namespace ontos::score_configs_store
