// Silences as people make and end them.
#include <fmt/format.h>

#include "monitor/alerts/alerts.hpp"
#include "monitor/alerts/silences_store.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/ids.hpp"

namespace ontos {

api::Created<Silence> Alerts::create_silence(const api::Body<NewSilence>& body,
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
        return api::Created<Silence>{silence};
    });
}

SilencePage Alerts::list_silences(const api::Query<SilenceQuery>& query) const {
    SilencePage page;
    page.items = parts_.database.read([&](sql::Transaction& tx) {
        return silences_store::list(tx, parts_.clock.now(), query.cursor.value_or(""),
                                    query.limit + 1);
    });
    if (api::cut_page(page.items, query.limit)) page.next_cursor = page.items.back().id;
    return page;
}

void Alerts::delete_silence(const api::Path<SilencePath>& path, const access::ActorInput& actor) {
    parts_.database.write([&](sql::Transaction& tx) {
        const auto silence = silences_store::find(tx, path.silence_id);
        if (!silence)
            throw Failure{FailureKind::not_found,
                          "There is no silence \"" + path.silence_id + "\"."}
                .code("silence_not_found")
                .hint("GET /api/v1/monitoring/silences lists them.");
        silences_store::remove(tx, path.silence_id);
        audit(tx, actor,
              {"delete_silence", "silence", path.silence_id, api::to_json(*silence), nullptr});
    });
}

}  // namespace ontos
