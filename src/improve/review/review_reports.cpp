// How a review goes on: items, progress by reviewer, agreement.
#include "improve/review/review_items_store.hpp"
#include "improve/review/review_lookup.hpp"
#include "improve/review/review_queues_store.hpp"
#include "improve/review/reviews.hpp"

namespace ontos {
namespace {

constexpr std::int64_t reviewers_shown = 100;
constexpr std::size_t pairs_shown = 100;

std::optional<std::vector<double>> interval_of(const Agreement& agreement) {
    if (!agreement.interval) return std::nullopt;
    return std::vector<double>(agreement.interval->begin(), agreement.interval->end());
}

NameAgreement agreement_of(sql::Transaction& tx, const ReviewQueue& queue,
                           const std::string& name) {
    NameAgreement out{name, {}, {}};
    for (const auto& [reviewers, counts] : review_items_store::pairs(tx, queue.id, name)) {
        const auto found = cohen_kappa(counts);
        out.pairs.push_back({reviewers.first, reviewers.second, found.items, found.observed,
                             found.kappa, interval_of(found)});
    }
    std::ranges::stable_sort(out.pairs, std::ranges::greater{}, &PairAgreement::items);
    if (out.pairs.size() > pairs_shown) out.pairs.resize(pairs_shown);
    if (queue.overlap < 3 || out.pairs.empty()) return out;
    const auto all =
        fleiss_kappa(review_items_store::votes(tx, queue.id, name, queue.overlap), queue.overlap);
    out.all = ManyAgreement{all.items, queue.overlap, all.observed, all.kappa, interval_of(all)};
    return out;
}

}  // namespace

ReviewProgress Reviews::show_review_progress(const api::Path<ReviewQueuePath>& path) const {
    return parts_.database.read([&](sql::Transaction& tx) {
        const auto queue = require_review_queue(tx, path.queue_id);
        ReviewProgress out;
        out.queue_id = queue.id;
        out.overlap = queue.overlap;
        out.counts = queue.counts;
        const auto wanted = queue.counts.item_count - queue.counts.withdrawn_count;
        out.judgements_wanted = wanted * queue.overlap;
        if (wanted > 0)
            out.completed_share =
                static_cast<double>(queue.counts.completed_count) / static_cast<double>(wanted);
        out.by_reviewer =
            review_queues_store::reviewers(tx, queue.id, parts_.clock.now(), reviewers_shown);
        return out;
    });
}

ReviewAgreement Reviews::show_review_agreement(const api::Path<ReviewQueuePath>& path) const {
    return parts_.database.read([&](sql::Transaction& tx) {
        const auto queue = require_review_queue(tx, path.queue_id);
        ReviewAgreement out{queue.id, {}};
        for (const auto& name : review_items_store::label_names(tx, queue.id)) {
            auto found = agreement_of(tx, queue, name);
            if (!found.pairs.empty()) out.names.push_back(std::move(found));
        }
        return out;
    });
}

ReviewItemPage Reviews::list_review_items(const api::Path<ReviewQueuePath>& path,
                                          const api::Query<ReviewItemsQuery>& query) const {
    ReviewItemPage page;
    page.items = parts_.database.read([&](sql::Transaction& tx) {
        require_review_queue(tx, path.queue_id);
        return review_items_store::list(tx, path.queue_id, query, query.limit + 1);
    });
    if (std::cmp_greater(page.items.size(), query.limit)) {
        page.next_cursor = page.items.back().place;
        page.items.pop_back();
    }
    return page;
}

ReviewItem Reviews::show_review_item(const api::Path<ReviewItemPath>& path,
                                     const api::Query<Reviewer>& query,
                                     const api::CallerInput& caller) const {
    const auto reviewer = reviewer_of(query.reviewer, *caller.caller);
    return parts_.database.read([&](sql::Transaction& tx) {
        const auto queue = require_review_queue(tx, path.queue_id);
        return answered(tx, queue, require_review_item(tx, path), reviewer);
    });
}

}  // namespace ontos
