#pragma once
// Receipts of erasures, and the work that is under way, in the database.

#include "improve/privacy/erasure_receipt.hpp"

namespace ontos {

/// How far an erasure is: records go; files are rewritten and what is left behind is tidied up;
/// what was late is swept; the database's files are written again.
BOOST_DEFINE_ENUM_CLASS(ErasureStage, hiding, purging, compacting)

/// A row of privacy_erasures.
struct ErasureWork {
    std::string receipt_id, subject_id;
    std::vector<SubjectTie> also;
    std::vector<std::string> request_ids;
    Timestamp until{};
    ErasureStage stage = ErasureStage::hiding;

    ErasedSubject subject() const { return {receipt_id, subject_id, also, request_ids, until}; }

    static constexpr auto fields(auto...) {
        using T = ErasureWork;
        return std::array{api::field<&T::receipt_id>("Its receipt."),
                          api::field<&T::subject_id>("Who; empty once nobody needs to know."),
                          api::field<&T::also>("How they are known beside it."),
                          api::field<&T::request_ids>("Requests that are theirs."),
                          api::field<&T::until>("What came later is not meant."),
                          api::field<&T::stage>("How far it is.")};
    }
};

namespace erasures_store {

/// Without the counts of stores, which are rows of their own.
void insert(sql::Transaction& tx, const ErasureReceipt& receipt, const ErasureWork& work);
/// With the counts of stores.
std::optional<ErasureReceipt> find(sql::Transaction& tx, const std::string& id);
/// Newest first.
std::vector<ErasureReceipt> list(sql::Transaction& tx, const ReceiptsQuery& query,
                                 std::int64_t limit);
std::vector<std::string> of_subject(sql::Transaction& tx, const std::string& subject_hash,
                                    std::int64_t limit);
/// All but the counts.
void update(sql::Transaction& tx, const ErasureReceipt& receipt);
void add_erased(sql::Transaction& tx, const std::string& receipt_id, std::string_view store,
                std::int64_t count);

/// The oldest first, behind this one.
std::vector<ErasureWork> open(sql::Transaction& tx, const std::string& after, std::int64_t limit);
std::optional<ErasureWork> find_work(sql::Transaction& tx, const std::string& receipt_id);
/// Receipts of the same person that were asked for before and still look for records and files.
std::vector<std::string> earlier_of_subject(sql::Transaction& tx, const ErasureWork& work);
void set_stage(sql::Transaction& tx, const std::string& receipt_id, ErasureStage stage);
/// Nobody needs to know any more whom it is about.
void forget_subject(sql::Transaction& tx, const std::string& receipt_id);
void remove_work(sql::Transaction& tx, const std::string& receipt_id);

}  // namespace erasures_store
}  // namespace ontos
