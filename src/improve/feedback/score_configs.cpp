// Score configurations as people make and read them.
#include "improve/feedback/score_configs.hpp"

#include <fmt/format.h>

#include "improve/feedback/score_configs_store.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

ScoreConfig config_of(const NewScoreConfig& sent) {
    return {.name = sent.name,
            .data_type = sent.data_type,
            .min_value = sent.min_value,
            .max_value = sent.max_value,
            .categories = sent.categories,
            .direction = sent.direction,
            .description = sent.description,
            .revision = 1,
            .created_by = {},
            .created_at = {},
            .updated_at = {}};
}

/// Scores that were given keep their values: under one name all are of one type.
void require_same_type(sql::Transaction& tx, const ScoreConfig& before, const ScoreConfig& after) {
    if (before.data_type == after.data_type ||
        !score_configs_store::has_scores_of_other_type(tx, after.name, after.data_type))
        return;
    throw Failure{
        FailureKind::conflict,
        fmt::format("The scores \"{}\" are {}; feedback has some, so they cannot become "
                    "{}.",
                    after.name, api::to_text(before.data_type), api::to_text(after.data_type))}
        .code("score_config_in_use")
        .hint("Give the new scores another name, or delete the feedback with the old ones first.")
        .violations(
            {{"/body/data_type", fmt::format("must be {}", api::to_text(before.data_type))}});
}

}  // namespace

api::Upserted<ScoreConfig> ScoreConfigs::put_score_config(const api::Body<NewScoreConfig>& body,
                                                          const access::ActorInput& actor,
                                                          const access::Once& once) {
    if (auto broken = violations_of(body); !broken.empty())
        throw broken_rules(std::move(broken)).code("invalid_score_config");
    const auto now = clock_.now();
    auto config = config_of(body);
    config.created_by = actor.name;
    config.created_at = config.updated_at = now;
    return once.run(database_, clock_, [&](sql::Transaction& tx) {
        auto made = config;
        const auto before = score_configs_store::find(tx, made.name);
        if (before) {
            require_same_type(tx, *before, made);
            made.revision = before->revision + 1;
            made.created_by = before->created_by;
            made.created_at = before->created_at;
        } else if (score_configs_store::count(tx) >= configs_max) {
            throw Failure{FailureKind::conflict,
                          fmt::format("There are {} score configurations already, the most that "
                                      "are allowed.",
                                      configs_max)}
                .code("too_many_score_configs");
        }
        score_configs_store::put(tx, made);
        access::write_audit(tx, now, new_id(clock_, random_), actor,
                            {"put_score_config", "score_config", made.name, api::to_json(before),
                             api::to_json(made)});
        return api::Upserted<ScoreConfig>{made, !before};
    });
}

ScoreConfigPage ScoreConfigs::list_score_configs(const api::Query<ScoreConfigsQuery>& query) {
    ScoreConfigPage page;
    page.items = database_.read([&](sql::Transaction& tx) {
        return score_configs_store::list(tx, query.cursor.value_or(""), query.limit + 1);
    });
    if (api::cut_page(page.items, query.limit)) page.next_cursor = page.items.back().name;
    return page;
}

}  // namespace ontos
