#pragma once
// Score configurations as people make and read them.

#include "improve/feedback/score_config.hpp"
#include "platform/access/once.hpp"
#include "platform/api/router.hpp"
#include "platform/base/random.hpp"

namespace ontos {

/// Thread safe.
class ScoreConfigs {
public:
    static constexpr std::int64_t configs_max = 1'000;

    /// All must outlive it.
    ScoreConfigs(sql::Database& database, const Clock& clock, Random& random)
        : database_{database}, clock_{clock}, random_{random} {}

    /// Of a name that has one: a new revision, for scores from now on.
    api::Upserted<ScoreConfig> put_score_config(const api::Body<NewScoreConfig>& body,
                                                const access::ActorInput& actor,
                                                const access::Once& once);
    ScoreConfigPage list_score_configs(const api::Query<ScoreConfigsQuery>& query);

private:
    sql::Database& database_;
    const Clock& clock_;
    Random& random_;
};

void mount(api::Router& router, ScoreConfigs& configs);

}  // namespace ontos
