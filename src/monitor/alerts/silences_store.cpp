// How silences are kept.
#include "monitor/alerts/silences_store.hpp"

#include <fmt/format.h>

#include "platform/sql/update.hpp"

namespace ontos::silences_store {

void insert(sql::Transaction& tx, const Silence& silence) { tx.insert("alert_silences", silence); }

std::optional<Silence> find(sql::Transaction& tx, const std::string& id) {
    return tx.row<Silence>("select * from alert_silences where id = $1", id);
}

void update(sql::Transaction& tx, const Silence& silence) {
    sql::update(tx, "alert_silences", silence, "id = $1", {silence.id});
}

std::vector<Silence> list(sql::Transaction& tx, SilenceState state, Timestamp time,
                          const std::string& before, std::int64_t limit) {
    const std::string_view is_such =
        state == SilenceState::lasting ? "ends_at > $1" : "ends_at <= $1";
    return tx.rows<Silence>(
        fmt::format("select * from alert_silences where {} and ($2 = '' or id < $2) "
                    "order by id desc limit $3",
                    is_such),
        time, before, limit);
}

std::int64_t count(sql::Transaction& tx, Timestamp time) {
    return tx.value<std::int64_t>("select count(*) from alert_silences where ends_at > $1", time)
        .value();
}

void remove(sql::Transaction& tx, const std::string& id) {
    tx.run("delete from alert_silences where id = $1", id);
}

void forget(sql::Transaction& tx, Timestamp before) {
    tx.run("delete from alert_silences where ends_at < $1", before);
}

}  // namespace ontos::silences_store
