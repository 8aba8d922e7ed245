#pragma once
// Gaps, their tasks and analyses in the database.

#include "improve/gaps/gap_plan.hpp"
#include "improve/gaps/gap_requests.hpp"
#include "platform/sql/database.hpp"

namespace ontos::gaps_store {

std::optional<GapRecord> find(sql::Transaction& tx, const std::string& id);
std::optional<GapRecord> find_by_identity(sql::Transaction& tx, const std::string& identity);
/// By priority, then the newest first.
std::vector<GapRecord> list(sql::Transaction& tx, const GapsQuery& query);
std::int64_t count(sql::Transaction& tx, const GapsQuery& query);
std::int64_t count(sql::Transaction& tx);
/// All, with what their clusters have.
std::vector<KnownGap> known(sql::Transaction& tx);
void insert(sql::Transaction& tx, const GapRecord& gap);
void update(sql::Transaction& tx, const GapRecord& gap);
void replace_members(sql::Transaction& tx, const std::string& gap_id,
                     const std::vector<std::string>& feedback_ids);
/// The oldest of those that are resolved, with their members.
void remove_resolved(sql::Transaction& tx, std::int64_t limit);

void insert(sql::Transaction& tx, const GapTaskRecord& task);
/// All its members, by its id.
void update(sql::Transaction& tx, const GapTaskRecord& task);
/// The newest of a gap.
std::optional<GapTaskRecord> task_of(sql::Transaction& tx, const std::string& gap_id);
/// Newest first.
std::vector<GapTaskRecord> list_tasks(sql::Transaction& tx, const GapTasksQuery& query);
std::int64_t count_tasks(sql::Transaction& tx, const std::optional<std::string>& gap_id);

void insert(sql::Transaction& tx, const GapAnalysis& analysis);
void update(sql::Transaction& tx, const GapAnalysis& analysis);
std::optional<GapAnalysis> find_analysis(sql::Transaction& tx, const std::string& id);
/// The oldest that waits.
std::optional<GapAnalysis> requested(sql::Transaction& tx);
std::optional<GapAnalysis> newest_analysis(sql::Transaction& tx);
/// All but the newest so many that have ended.
void forget_analyses(sql::Transaction& tx, std::int64_t kept);

}  // namespace ontos::gaps_store
