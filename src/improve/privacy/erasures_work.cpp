// Erasures as they are carried out: in bounded pieces, from wherever a crash has left them.
#include "improve/privacy/erasures.hpp"

#include "platform/api/json_write.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/logging.hpp"
#include "platform/erasure/erasure_links_store.hpp"
#include "platform/sql/compaction.hpp"

namespace ontos {
namespace {

constexpr std::int64_t records_at_once = 500, erasures_at_once = 100;

/// What the signature is of. Whom it was about is a hash.
api::json::value signed_members(const ErasureReceipt& receipt, const std::string& tool_version) {
    auto out = api::to_json(receipt).as_object();
    for (const auto* name : {"waiting_for", "signed_text", "signature", "public_key"})
        out.erase(name);
    out["tool"] = "Ontos " + tool_version;
    return out;
}

}  // namespace

bool Erasures::erase_linked(const ErasureWork& work) const {
    const auto subject = work.subject();
    for (const auto* one : parts_.stores) {
        std::int64_t gone = 0;
        do {
            if (is_stopping_) return false;
            gone = parts_.database.write([&](sql::Transaction& tx) {
                const auto count = one->erase(tx, subject, records_at_once);
                if (count > 0) erasures_store::add_erased(tx, work.receipt_id, one->name(), count);
                return count;
            });
        } while (gone > 0);
    }
    return true;
}

void Erasures::hide(const ErasureWork& work) const {
    if (!erase_linked(work)) return;
    parts_.database.write([&](sql::Transaction& tx) {
        const auto now = erasures_store::find_work(tx, work.receipt_id);
        if (!now || now->stage != ErasureStage::hiding) return;
        // Exports that were begun while rows were still there.
        parts_.files.hold(tx, work.receipt_id);
        auto receipt = require_receipt(tx, work.receipt_id);
        receipt.state = ReceiptState::purging;
        erasures_store::update(tx, receipt);
        erasures_store::set_stage(tx, work.receipt_id, ErasureStage::purging);
    });
}

bool Erasures::tidy() const {
    for (const auto* one : parts_.stores)
        for (std::int64_t piece = 0;; ++piece) {
            if (is_stopping_) return false;
            if (!parts_.database.write([&](sql::Transaction& tx) { return one->tidy(tx, piece); }))
                break;
        }
    return true;
}

std::vector<std::string> Erasures::waiting_for(sql::Transaction& tx,
                                               const ErasureWork& work) const {
    auto out = parts_.files.look(tx, work.receipt_id).waiting;
    for (const auto* one : parts_.stores)
        for (auto& what : one->waits_for(tx, work.subject())) out.push_back(std::move(what));
    // What that one has erased is no more tied to this one, though it may wait for it.
    for (const auto& id : erasures_store::earlier_of_subject(tx, work))
        out.push_back("receipt " + id + " of the same person");
    return out;
}

void Erasures::purge(const ErasureWork& work) const {
    if (parts_.clock.now() < work.until + sweep_after) return;
    const bool is_still_waiting = parts_.database.read([&](sql::Transaction& tx) {
        const auto left = waiting_for(tx, work);
        return !left.empty() && left == require_receipt(tx, work.receipt_id).waiting_for;
    });
    if (is_still_waiting) return;
    // What was under way when it was asked for: written before the answer, committed after it.
    const auto subject = work.subject();
    const auto scanned = settle_and_scan(subject);
    const auto left = parts_.database.write([&](sql::Transaction& tx) {
        link(tx, subject, scanned);
        parts_.files.hold(tx, work.receipt_id);
        return waiting_for(tx, work);
    });
    if (!erase_linked(work)) return;
    // Told last: while the same is waited for, nothing is looked at again.
    parts_.database.write([&](sql::Transaction& tx) {
        auto receipt = require_receipt(tx, work.receipt_id);
        if (receipt.waiting_for == left) return;
        receipt.waiting_for = left;
        erasures_store::update(tx, receipt);
    });
    if (!left.empty() || !tidy()) return;
    end_purging(work);
}

void Erasures::end_purging(const ErasureWork& work) const {
    const auto models = models_of(parts_.database.read(
        [&](sql::Transaction& tx) { return linked_rows(tx, work.receipt_id); }));
    parts_.database.write([&](sql::Transaction& tx) {
        const auto now = erasures_store::find_work(tx, work.receipt_id);
        if (!now || now->stage != ErasureStage::purging) return;
        if (!waiting_for(tx, work).empty()) return;
        auto receipt = require_receipt(tx, work.receipt_id);
        receipt.waiting_for.clear();
        receipt.exports = parts_.files.look(tx, work.receipt_id).exports;
        receipt.models = models;
        erasures_store::update(tx, receipt);
        erasures_store::forget_subject(tx, work.receipt_id);
        erasures_store::set_stage(tx, work.receipt_id, ErasureStage::compacting);
        erasure_links_store::remove(tx, work.receipt_id);
        parts_.files.forget(tx, work.receipt_id);
    });
}

void Erasures::sign(const ErasureWork& work) const {
    parts_.database.write([&](sql::Transaction& tx) {
        if (!erasures_store::find_work(tx, work.receipt_id)) return;
        auto receipt = require_receipt(tx, work.receipt_id);
        receipt.state = ReceiptState::done;
        receipt.finished_at = parts_.clock.now();
        receipt.signed_text = api::to_json_text(signed_members(receipt, parts_.tool_version));
        receipt.signature = parts_.key.sign(*receipt.signed_text);
        receipt.public_key = parts_.key.public_key();
        erasures_store::update(tx, receipt);
        erasures_store::remove_work(tx, work.receipt_id);
    });
    log_info("a person was erased", {{"receipt", work.receipt_id}});
}

void Erasures::compact(const std::vector<ErasureWork>& all) const {
    std::vector<ErasureWork> ready;
    for (const auto& work : all)
        if (work.stage == ErasureStage::compacting) ready.push_back(work);
    if (ready.empty() || is_stopping_) return;
    sql::compact(parts_.database);
    for (const auto& work : ready) sign(work);
}

void Erasures::step() {
    const auto open = [this](const std::string& after) {
        return parts_.database.read([&](sql::Transaction& tx) {
            return erasures_store::open(tx, after, erasures_at_once);
        });
    };
    if (open("").empty()) return;
    const std::unique_lock lock{stepping_, std::try_to_lock};
    if (!lock || !lease_.acquire()) return;
    std::string after;
    for (auto page = open(after); !page.empty() && !is_stopping_; page = open(after)) {
        for (const auto& work : page) {
            if (work.stage == ErasureStage::hiding) hide(work);
            if (work.stage == ErasureStage::purging) purge(work);
        }
        compact(open(after));
        after = page.back().receipt_id;
    }
}

}  // namespace ontos
