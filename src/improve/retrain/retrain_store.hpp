#pragma once
// Retrain triggers and their firings in the database.

#include "improve/retrain/retrain_trigger.hpp"
#include "platform/sql/database.hpp"

namespace ontos::retrain_store {

void insert(sql::Transaction& tx, const RetrainTrigger& trigger);
std::optional<RetrainTrigger> find(sql::Transaction& tx, const std::string& id);
/// Newest first, before this id ("": from the newest).
std::vector<RetrainTrigger> list(sql::Transaction& tx, const std::string& before,
                                 std::int64_t limit);
std::vector<RetrainTrigger> enabled(sql::Transaction& tx);
std::int64_t count(sql::Transaction& tx);
void update(sql::Transaction& tx, const RetrainTrigger& trigger);
/// What an evaluation found; false if a person changed the trigger since it was read.
bool note_evaluation(sql::Transaction& tx, const RetrainTrigger& trigger);
/// With its firings.
void remove(sql::Transaction& tx, const std::string& id);

void insert(sql::Transaction& tx, const RetrainFiring& firing);
void update(sql::Transaction& tx, const RetrainFiring& firing);
/// Newest first, before this id ("": from the newest).
std::vector<RetrainFiring> firings(sql::Transaction& tx, const std::string& trigger_id,
                                   const std::string& before, std::int64_t limit);
/// Those whose job is still to be made, the oldest first.
std::vector<RetrainFiring> waiting(sql::Transaction& tx, std::int64_t limit);
/// Of a trigger, all but the newest so many.
void forget_firings(sql::Transaction& tx, const std::string& trigger_id, std::int64_t kept);

}  // namespace ontos::retrain_store
