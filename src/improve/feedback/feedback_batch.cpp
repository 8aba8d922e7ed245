// Feedback by the thousand: taken in batches, told of item by item.
#include <algorithm>

#include "improve/feedback/feedback.hpp"
#include "improve/feedback/feedback_changes.hpp"
#include "improve/feedback/new_feedback.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

/// Ids sort as the items were sent.
void sort_ids(std::vector<FeedbackItem>& items) {
    std::vector<std::string> ids;
    for (auto& item : items) ids.push_back(std::move(item.id));
    std::ranges::sort(ids);
    for (std::size_t i = 0; i < items.size(); ++i) items[i].id = std::move(ids[i]);
}

FeedbackReceipt receipt_of(const Failure& failure) {
    FeedbackReceipt receipt;
    receipt.status = failure.kind() == FailureKind::not_found ? 404 : 400;
    receipt.detail = failure.message();
    receipt.code = failure.code().empty() ? std::string{to_text(failure.kind())} : failure.code();
    if (!failure.hint().empty()) receipt.hint = failure.hint();
    for (const auto& broken : failure.violations())
        receipt.errors.push_back({broken.where, broken.what});
    return receipt;
}

}  // namespace

FeedbackReceipts Feedback::create_feedback_batch(const api::Body<FeedbackBatch>& body,
                                                 const api::CallerInput& caller,
                                                 const access::Once& once) {
    FeedbackReceipts receipts;
    receipts.items.resize(body.items.size());
    FeedbackIntake intake{parts_, *caller.caller, body.items.size()};
    std::vector<FeedbackItem> items;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < body.items.size(); ++i) try {
            const auto where = "/body/items/" + std::to_string(i);
            if (auto broken = schema_.violations_of(body.items[i], where); !broken.empty())
                throw broken_rules(std::move(broken));
            items.push_back(intake.item(api::Codec<NewFeedback>::read(body.items[i]), where));
            places.push_back(i);
        } catch (const Failure& failure) {
            if (failure.kind() != FailureKind::not_found && failure.kind() != FailureKind::invalid)
                throw;
            receipts.items[i] = receipt_of(failure);
            ++receipts.failed;
        }
    sort_ids(items);
    join(items);
    return once.run(parts_.database, parts_.clock, [&](sql::Transaction& tx) {
        auto out = receipts;
        const FeedbackChange change{tx, parts_};
        for (std::size_t i = 0; i < items.size(); ++i) {
            const auto put = change.put(items[i], upsert_key(items[i], *caller.caller));
            auto& receipt = out.items[places[i]];
            receipt.status = put.created ? 201 : 200;
            receipt.id = put.value.id;
            if (caller.caller->kind != api::CallerKind::feedback_token)
                receipt.revision = put.value.revision;
            ++(put.created ? out.created : out.updated);
        }
        return out;
    });
}

}  // namespace ontos
