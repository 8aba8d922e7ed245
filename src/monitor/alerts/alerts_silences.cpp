// Silences as people make and end them.
#include <fmt/format.h>

#include <algorithm>

#include "monitor/alerts/alert_rules.hpp"
#include "monitor/alerts/alerts.hpp"
#include "monitor/alerts/alerts_store.hpp"
#include "monitor/alerts/silences_store.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/known_names.hpp"

namespace ontos {
namespace {

/// Of labels that neither all alerts have nor any: they may come yet, but are probably misspelt.
std::vector<std::string> warnings_of(sql::Transaction& tx, const Silence& silence) {
    std::vector<std::string> known{own_labels.begin(), own_labels.end()};
    const auto is_known = [&](const SilenceMatcher& matcher) {
        return std::ranges::find(known, matcher.label) != known.end();
    };
    if (std::ranges::all_of(silence.matchers, is_known)) return {};
    for (const auto& alert : alerts_store::list(tx, {.limit = Alerts::alerts_max}))
        for (const auto& [label, value] : alert.record.rule.labels) known.push_back(label);
    std::ranges::sort(known);
    known.erase(std::ranges::unique(known).begin(), known.end());
    std::vector<std::string> out;
    for (const auto& matcher : silence.matchers)
        if (!is_known(matcher))
            out.push_back(fmt::format("No alert has a label \"{}\". {}", matcher.label,
                                      hint_of_names(matcher.label, known)));
    return out;
}

Failure silence_not_found(const std::string& id) {
    return Failure{FailureKind::not_found, "There is no silence \"" + id + "\" that runs or will."}
        .code("silence_not_found")
        .hint("GET /api/v1/monitoring/silences lists those that have not ended.");
}

Silence required_silence(sql::Transaction& tx, const std::string& id) {
    if (auto found = silences_store::find(tx, id)) return *std::move(found);
    throw silence_not_found(id);
}

}  // namespace

api::Created<MadeSilence> Alerts::create_silence(const api::Body<NewSilence>& body,
                                                 const access::ActorInput& actor,
                                                 const access::Once& once) {
    const auto now = parts_.clock.now();
    auto silence = silence_of(body, now);
    silence.id = new_id(parts_.clock, parts_.random);
    silence.created_by = actor.name;
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        if (silences_store::count(tx, now) >= silences_max)
            throw Failure{FailureKind::conflict,
                          fmt::format("There are {} silences already, the most that are allowed.",
                                      silences_max)}
                .code("too_many_silences")
                .hint("Delete silences that are not needed.");
        silences_store::insert(tx, silence);
        audit(tx, actor, {"create_silence", "silence", silence.id, nullptr, api::to_json(silence)});
        return api::Created<MadeSilence>{{silence, warnings_of(tx, silence)}};
    });
}

SilencePage Alerts::list_silences(const api::Query<SilenceQuery>& query) const {
    SilencePage page;
    page.items = parts_.database.read([&](sql::Transaction& tx) {
        using enum silences_store::SilenceState;
        return silences_store::list(tx, query.ended ? ended : lasting, parts_.clock.now(),
                                    query.cursor.value_or(""), query.limit + 1);
    });
    if (api::cut_page(page.items, query.limit)) page.next_cursor = page.items.back().id;
    return page;
}

Silence Alerts::show_silence(const api::Path<SilencePath>& path) const {
    return parts_.database.read(
        [&](sql::Transaction& tx) { return required_silence(tx, path.silence_id); });
}

MadeSilence Alerts::update_silence(const api::Path<SilencePath>& path,
                                   const api::Body<SilenceChange>& body,
                                   const api::IfMatch& condition, const access::ActorInput& actor) {
    return parts_.database.write([&](sql::Transaction& tx) {
        const auto before = required_silence(tx, path.silence_id);
        condition.require(api::to_json(before));
        const auto after = changed(before, body, parts_.clock.now());
        silences_store::update(tx, after);
        audit(tx, actor,
              {"update_silence", "silence", after.id, api::to_json(before), api::to_json(after)});
        return MadeSilence{after, warnings_of(tx, after)};
    });
}

/// One that has begun stays listed among those that have ended.
void Alerts::delete_silence(const api::Path<SilencePath>& path, const api::IfMatch& condition,
                            const access::ActorInput& actor) {
    parts_.database.write([&](sql::Transaction& tx) {
        const auto now = parts_.clock.now();
        const auto before = required_silence(tx, path.silence_id);
        if (before.ends_at <= now) throw silence_not_found(path.silence_id);
        condition.require(api::to_json(before));
        auto after = before;
        after.ends_at = now;
        if (before.starts_at < now)
            silences_store::update(tx, after);
        else
            silences_store::remove(tx, before.id);
        audit(tx, actor, {"delete_silence", "silence", before.id, api::to_json(before), nullptr});
    });
}

}  // namespace ontos
