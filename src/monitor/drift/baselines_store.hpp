#pragma once
// How baselines are kept.

#include "monitor/drift/baseline_model.hpp"
#include "monitor/drift/profile.hpp"
#include "platform/sql/database.hpp"

namespace ontos::baselines_store {

/// False if its id is there already.
bool insert(sql::Transaction& tx, const ModelBaseline& baseline);
std::optional<ModelBaseline> find(sql::Transaction& tx, const std::string& id);
/// Newest first, behind the cursor (an id), at most `limit`.
std::vector<ModelBaseline> list(sql::Transaction& tx, const BaselinesQuery& query,
                                std::int64_t limit);
/// The newest ready one of each version, without an order.
std::vector<ModelBaseline> newest_ready(sql::Transaction& tx);
/// The newest ready one of each version of a model, without an order.
std::vector<ModelBaseline> newest_ready_of(sql::Transaction& tx, const std::string& model_name);
/// Tells a change of what newest_ready answers.
std::string ready_mark(sql::Transaction& tx);

void show_progress(sql::Transaction& tx, const std::string& id, std::uint64_t rows_done,
                   Timestamp now);
/// To ready, with all that is known now; its layout is stored. False if it is not pending.
bool finish(sql::Transaction& tx, const ModelBaseline& baseline, const Profile& profile);
void fail(sql::Transaction& tx, const std::string& id, const std::string& message, Timestamp now);
/// With its profile; its layout stays.
void remove(sql::Transaction& tx, const std::string& id);

/// Pending ones that have stood still since before `time`.
std::vector<ModelBaseline> standing_still(sql::Transaction& tx, Timestamp time);
/// Those whose files were sent by then and are still read.
std::vector<ModelBaseline> pending_since_before(sql::Transaction& tx, Timestamp time);
/// False if another server was faster.
bool take_over(sql::Transaction& tx, const ModelBaseline& baseline, Timestamp now);

/// Of a ready one.
std::string profile(sql::Transaction& tx, const std::string& id);

}  // namespace ontos::baselines_store
