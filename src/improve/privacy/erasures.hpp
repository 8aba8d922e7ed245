#pragma once
// What is held of a person, and erasing it: at once for who asks, then out of every file, with a
// signed receipt.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <span>

#include "improve/privacy/erasures_store.hpp"
#include "improve/privacy/receipt_key.hpp"
#include "platform/access/once.hpp"
#include "platform/api/router.hpp"
#include "platform/base/random.hpp"
#include "platform/sql/lease.hpp"

namespace ontos {

/// Models that were trained on one of these rows, also if the rows and the export are gone. Asked
/// outside of any transaction: it may read files.
using ModelsTrainedOn =
    std::function<std::vector<TrainedModel>(const std::set<std::string>& row_ids)>;

/// What it works with; all of it outlives it.
struct ErasuresParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    std::vector<const ErasableStore*> stores;
    const ErasableFiles& files;
    ReceiptKey key;
    std::string tool_version;
    ModelsTrainedOn models_trained_on = {};  ///< null: nobody knows of training jobs
};

/// Thread safe; its functions block.
class Erasures {
public:
    /// What may have been under way when a person was erased is looked for again after so long.
    static constexpr std::chrono::seconds sweep_after{5};

    explicit Erasures(ErasuresParts parts);

    SubjectData show_privacy_subject(const api::Path<PrivacySubjectPath>& path,
                                     const api::Query<AlsoKnownAs>& query);
    SubjectRecords list_privacy_subject_records(const api::Path<PrivacySubjectPath>& path,
                                                const api::Query<SubjectRecordsQuery>& query);
    /// 201: when it answers, no route answers, counts or exports anything of the person. 200: a dry
    /// run.
    api::Upserted<ErasureReceipt> erase_subject(const api::Body<ErasureRequest>& body,
                                                const access::ActorInput& actor,
                                                const access::Once& once);
    ReceiptPage list_erasure_receipts(const api::Query<ReceiptsQuery>& query) const;
    ErasureReceipt show_erasure_receipt(const api::Path<ReceiptPath>& path) const;

    /// Each second: goes on with what is not done, also after a crash, on one server at a time.
    void step();
    /// Pieces end, and the next `step` of whoever comes first goes on.
    void stop() { is_stopping_ = true; }

private:
    using RowsBySheet = std::map<std::string, std::vector<std::string>>;
    struct Found {
        std::vector<StoreHeld> stores;
        std::vector<StoreErased> to_erase;  ///< also what nobody knows whom it is about
        RowsBySheet rows;
    };

    std::vector<ErasureLink> settle_and_scan(const ErasedSubject& subject) const;
    void link(sql::Transaction& tx, const ErasedSubject& subject,
              std::span<const ErasureLink> scanned) const;
    Found look(const ErasedSubject& subject) const;
    static RowsBySheet linked_rows(sql::Transaction& tx, const std::string& erasure_id);
    std::vector<TouchedExport> exports_of(const RowsBySheet& rows) const;
    std::vector<TrainedModel> models_of(const RowsBySheet& rows) const;
    ErasedSubject as_if_erased(std::string subject_id, std::vector<SubjectTie> also) const;

    std::string begin(ErasureReceipt receipt, const ErasureRequest& request,
                      const access::Actor& actor, const access::Once& once);
    /// Erases what is linked, piece by piece; two threads may do it at once. False: it is stopping.
    bool erase_linked(const ErasureWork& work) const;
    void hide(const ErasureWork& work) const;
    void purge(const ErasureWork& work) const;
    /// In words, for the receipt; empty: nothing holds anything any more.
    std::vector<std::string> waiting_for(sql::Transaction& tx, const ErasureWork& work) const;
    bool tidy() const;
    void end_purging(const ErasureWork& work) const;
    void compact(const std::vector<ErasureWork>& all) const;
    void sign(const ErasureWork& work) const;
    ErasureReceipt require_receipt(sql::Transaction& tx, const std::string& id) const;

    ErasuresParts parts_;
    sql::Lease lease_;
    std::mutex stepping_;
    std::atomic<bool> is_stopping_{false};
};

void mount(api::Router& router, Erasures& erasures);

}  // namespace ontos
