// How long what is written is kept.
#include "improve/privacy/retention.hpp"

#include <algorithm>
#include <set>

#include "improve/privacy/retention_store.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

void require_one_rule_each(const NewRetention& sent) {
    std::set<KeptTable> named;
    std::vector<Violation> broken;
    for (std::size_t i = 0; i < sent.items.size(); ++i)
        if (!named.insert(sent.items[i].table).second)
            broken.push_back(
                {"/body/items/" + std::to_string(i) + "/table", "must not be named twice"});
    if (broken.empty()) return;
    throw Failure{FailureKind::invalid, "A table has one rule."}
        .code("invalid_retention")
        .violations(std::move(broken));
}

}  // namespace

Retention::Retention(sql::Database& database, const Clock& clock, Random& random,
                     std::map<KeptTable, KeptDays> defaults)
    : database_{database}, clock_{clock}, random_{random}, defaults_{std::move(defaults)} {}

RetentionAnswer Retention::answer(sql::Transaction& tx) const {
    const auto rules = retention_store::list(tx);
    RetentionAnswer out;
    for (const auto& [table, default_days] : defaults_) {
        const auto rule = std::ranges::find(rules, table, &RetentionRule::table);
        out.items.push_back({table, rule != rules.end() ? rule->days : default_days, default_days});
    }
    return out;
}

RetentionAnswer Retention::show_retention() {
    return database_.read([this](sql::Transaction& tx) { return answer(tx); });
}

RetentionAnswer Retention::replace_retention(const api::Body<NewRetention>& body,
                                             const api::IfMatch& condition,
                                             const access::ActorInput& actor) {
    require_one_rule_each(body);
    return database_.write([&](sql::Transaction& tx) {
        const auto before = api::to_json(answer(tx));
        condition.require(before);
        retention_store::replace(tx, body.items);
        auto after = answer(tx);
        access::write_audit(
            tx, clock_.now(), new_id(clock_, random_), actor,
            {"replace_retention", "retention", "retention", before, api::to_json(after)});
        return after;
    });
}

std::optional<Timestamp> Retention::too_old(KeptTable table) {
    const auto kept = show_retention();
    const auto found = std::ranges::find(kept.items, table, &KeptFor::table);
    check(found != kept.items.end(), "every table has a default");
    if (!found->days) return std::nullopt;
    return clock_.now() - std::chrono::days{*found->days};
}

}  // namespace ontos
