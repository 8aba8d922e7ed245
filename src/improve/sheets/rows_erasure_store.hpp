#pragma once
// Training rows that are tied to the subject of an erasure, in the database.

#include "improve/sheets/training_row.hpp"
#include "platform/erasure/erasable_store.hpp"

namespace ontos::rows_erasure_store {

std::vector<ErasureLink> scan(sql::Transaction& tx, const ErasedSubject& subject);
/// Rows of the subject, of linked feedback and of linked requests, also of sheets that are gone;
/// and the feedback and requests of linked rows.
std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject);
HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject);
std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                const std::string& after, std::int64_t limit);
std::vector<TrainingRowRecord> linked(sql::Transaction& tx, const ErasedSubject& subject,
                                      std::int64_t limit);
void remove(sql::Transaction& tx, const std::string& id);
/// What is kept of linked rows of sheets that are gone.
void remove_ties(sql::Transaction& tx, const ErasedSubject& subject);

}  // namespace ontos::rows_erasure_store
