#pragma once
// How silences are kept.

#include "monitor/alerts/silence.hpp"
#include "platform/sql/database.hpp"

namespace ontos::silences_store {

void insert(sql::Transaction& tx, const Silence& silence);
void update(sql::Transaction& tx, const Silence& silence);
std::optional<Silence> find(sql::Transaction& tx, const std::string& id);
enum class SilenceState { lasting, ended };
/// Those that end after `time`, or those that do not; newest first, older than `before` (an id;
/// empty: from the newest).
std::vector<Silence> list(sql::Transaction& tx, SilenceState state, Timestamp time,
                          const std::string& before, std::int64_t limit);
std::int64_t count(sql::Transaction& tx, Timestamp time);
void remove(sql::Transaction& tx, const std::string& id);
/// Those that ended before.
void forget(sql::Transaction& tx, Timestamp before);

}  // namespace ontos::silences_store
