// What is held of a person, and requests to erase it.
#include "improve/privacy/erasures.hpp"

#include "platform/access/replay.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos {
namespace {

constexpr std::int64_t receipts_shown_max = 100;

void require_nameless(const ErasureRequest& body) {
    constexpr std::size_t telling = 4;  // Shorter ones stand in any sentence.
    const bool names = body.subject_id.size() >= telling
                           ? body.reason.find(body.subject_id) != std::string::npos
                           : body.reason == body.subject_id;
    if (!names) return;
    throw Failure{FailureKind::invalid, "The reason names the person: receipts are kept."}
        .code("reason_names_subject")
        .violations({{"/body/reason", "must not contain the subject_id"}});
}

Failure unknown_store(const std::string& name) {
    return Failure{FailureKind::invalid, "There is no store \"" + shortened(name) + "\"."}
        .violations(
            {{"/query/store", "must be one that GET /privacy/subjects/{subject_id} names"}});
}

}  // namespace

std::vector<SubjectTie> AlsoKnownAs::ties() const {
    std::vector<SubjectTie> out;
    if (requester) out.push_back(SubjectTie::requester);
    if (session) out.push_back(SubjectTie::session);
    if (author) out.push_back(SubjectTie::author);
    return out;
}

Erasures::Erasures(ErasuresParts parts)
    : parts_{std::move(parts)},
      lease_{parts_.database, parts_.clock, parts_.random, "privacy_erasures"} {}

std::vector<ErasureLink> Erasures::settle_and_scan(const ErasedSubject& subject) const {
    constexpr std::size_t links_max = 1'000'000;
    for (const auto* one : parts_.stores) one->settle();
    auto out = parts_.database.read([&](sql::Transaction& tx) {
        std::vector<ErasureLink> links;
        for (const auto* one : parts_.stores) {
            auto found = one->scan(tx, subject);
            links.insert(links.end(), std::make_move_iterator(found.begin()),
                         std::make_move_iterator(found.end()));
        }
        return links;
    });
    if (out.size() > links_max)
        throw Failure{FailureKind::unprocessable,
                      "More than a million records have this requester, session or author."}
            .code("too_many_records")
            .hint("Is it a person?");
    return out;
}

void Erasures::link(sql::Transaction& tx, const ErasedSubject& subject,
                    std::span<const ErasureLink> scanned) const {
    erasure_links_store::insert(tx, scanned);
    // What one store ties may tie something in another; three rounds reach everything.
    constexpr int rounds_max = 8;
    for (int round = 0; round < rounds_max; ++round) {
        std::int64_t added = 0;
        for (const auto* one : parts_.stores) added += one->link(tx, subject);
        if (added == 0) return;
    }
}

ErasedSubject Erasures::as_if_erased(std::string subject_id, std::vector<SubjectTie> also) const {
    return {new_id(parts_.clock, parts_.random),
            std::move(subject_id),
            std::move(also),
            {},
            parts_.clock.now()};
}

/// The same statements as of an erasure; the links go again.
Erasures::Found Erasures::look(const ErasedSubject& subject) const {
    const auto scanned = settle_and_scan(subject);
    return parts_.database.write([&](sql::Transaction& tx) {
        link(tx, subject, scanned);
        Found out;
        for (const auto* one : parts_.stores) {
            const std::string name{one->name()};
            const auto held = one->held(tx, subject);
            const auto erased = held.count + one->count_of_anybody(tx, subject);
            out.stores.push_back({name, held});
            if (erased > 0) out.to_erase.push_back({name, erased});
        }
        out.rows = linked_rows(tx, subject.erasure_id);
        erasure_links_store::remove(tx, subject.erasure_id);
        return out;
    });
}

Erasures::RowsBySheet Erasures::linked_rows(sql::Transaction& tx, const std::string& erasure_id) {
    RowsBySheet out;
    for (const auto& sheet : erasure_links_store::scopes(tx, erasure_id, LinkKind::row))
        out[sheet] = erasure_links_store::ids(tx, erasure_id, LinkKind::row, sheet);
    return out;
}

std::vector<TouchedExport> Erasures::exports_of(const RowsBySheet& rows) const {
    std::vector<TouchedExport> out;
    for (const auto& [sheet, ids] : rows) {
        auto some = parts_.files.find(sheet, ids);
        out.insert(out.end(), some.begin(), some.end());
    }
    return out;
}

std::vector<TrainedModel> Erasures::models_of(const RowsBySheet& rows) const {
    if (!parts_.models_trained_on || rows.empty()) return {};
    std::set<std::string> all;
    for (const auto& [sheet, ids] : rows) all.insert(ids.begin(), ids.end());
    return parts_.models_trained_on(all);
}

SubjectData Erasures::show_privacy_subject(const api::Path<PrivacySubjectPath>& path,
                                           const api::Query<AlsoKnownAs>& query) {
    const auto found = look(as_if_erased(path.subject_id, query.ties()));
    SubjectData out{.subject_id = path.subject_id,
                    .also = query.ties(),
                    .is_held = false,
                    .stores = found.stores,
                    .exports = exports_of(found.rows),
                    .models = models_of(found.rows),
                    .receipt_ids = {}};
    const auto has_records = [](const StoreHeld& one) { return one.held.count > 0; };
    out.is_held = std::ranges::any_of(out.stores, has_records) || !out.exports.empty();
    out.receipt_ids = parts_.database.read([&](sql::Transaction& tx) {
        return erasures_store::of_subject(tx, parts_.key.hash(path.subject_id), receipts_shown_max);
    });
    return out;
}

SubjectRecords Erasures::list_privacy_subject_records(
    const api::Path<PrivacySubjectPath>& path, const api::Query<SubjectRecordsQuery>& query) {
    const auto named = [&](const ErasableStore* one) { return one->name() == query.store; };
    const auto wanted = std::ranges::find_if(parts_.stores, named);
    if (wanted == parts_.stores.end()) throw unknown_store(query.store);
    const auto subject = as_if_erased(path.subject_id, query.also.ties());
    const auto scanned = settle_and_scan(subject);
    SubjectRecords out;
    out.items = parts_.database.write([&](sql::Transaction& tx) {
        link(tx, subject, scanned);
        auto found = (*wanted)->records(tx, subject, query.cursor, query.limit + 1);
        erasure_links_store::remove(tx, subject.erasure_id);
        return found;
    });
    if (api::cut_page(out.items, query.limit)) out.next_cursor = out.items.back().id;
    return out;
}

std::string Erasures::begin(ErasureReceipt receipt, const ErasureRequest& request,
                            const access::Actor& actor, const access::Once& once) {
    const ErasureWork work{.receipt_id = receipt.id,
                           .subject_id = request.subject_id,
                           .also = request.also,
                           .request_ids = request.request_ids,
                           .until = receipt.requested_at,
                           .stage = ErasureStage::hiding};
    const auto audit_id = new_id(parts_.clock, parts_.random);
    const auto scanned = settle_and_scan(work.subject());
    return parts_.database.write([&](sql::Transaction& tx) {
        if (const auto earlier = once.claim_operation(tx, receipt.requested_at, receipt.id))
            return *earlier;
        erasures_store::insert(tx, receipt, work);
        link(tx, work.subject(), scanned);
        parts_.files.hold(tx, receipt.id);
        access::write_audit(tx, receipt.requested_at, audit_id, actor,
                            {"erase_subject", "erasure_receipt", receipt.id, nullptr,
                             api::json::object{{"subject_hash", receipt.subject_hash},
                                               {"reason", receipt.reason}}});
        return receipt.id;
    });
}

api::Upserted<ErasureReceipt> Erasures::erase_subject(const api::Body<ErasureRequest>& body,
                                                      const access::ActorInput& actor,
                                                      const access::Once& once) {
    require_nameless(body);
    ErasureReceipt receipt;
    receipt.subject_hash = parts_.key.hash(body.subject_id);
    receipt.also = body.also;
    receipt.reason = body.reason;
    receipt.requested_by = actor.name;
    receipt.requested_at = parts_.clock.now();
    if (body.dry_run) {
        auto subject = as_if_erased(body.subject_id, body.also);
        subject.request_ids = body.request_ids;
        const auto found = look(subject);
        receipt.stores = found.to_erase;
        receipt.exports = exports_of(found.rows);
        receipt.models = models_of(found.rows);
        return {std::move(receipt), false};
    }
    receipt.id = new_id(parts_.clock, parts_.random);
    receipt.state = ReceiptState::pending;
    const auto new_receipt_id = receipt.id;
    const auto id = begin(std::move(receipt), body, actor, once);
    const auto work = parts_.database.read(
        [&](sql::Transaction& tx) { return erasures_store::find_work(tx, id); });
    if (work && work->stage == ErasureStage::hiding) hide(*work);
    auto shown = show_erasure_receipt({{id}});
    if (id != new_receipt_id) throw access::replay(api::json_reply(201, api::to_json(shown)));
    return {std::move(shown), true};
}

ReceiptPage Erasures::list_erasure_receipts(const api::Query<ReceiptsQuery>& query) const {
    ReceiptPage page;
    page.items = parts_.database.read(
        [&](sql::Transaction& tx) { return erasures_store::list(tx, query, query.limit + 1); });
    if (api::cut_page(page.items, query.limit)) page.next_cursor = page.items.back().id;
    return page;
}

ErasureReceipt Erasures::require_receipt(sql::Transaction& tx, const std::string& id) const {
    if (auto found = erasures_store::find(tx, id)) return *std::move(found);
    throw Failure{FailureKind::not_found, "There is no receipt \"" + shortened(id) + "\"."}
        .code("receipt_not_found")
        .hint("GET /api/v1/privacy/receipts lists them.");
}

ErasureReceipt Erasures::show_erasure_receipt(const api::Path<ReceiptPath>& path) const {
    return parts_.database.read(
        [&](sql::Transaction& tx) { return require_receipt(tx, path.receipt_id); });
}

}  // namespace ontos
