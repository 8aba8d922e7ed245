// Feedback meets its request: when it is given, or when the request comes later.
#include <algorithm>

#include "improve/feedback/feedback.hpp"
#include "improve/feedback/feedback_changes.hpp"
#include "improve/feedback/feedback_store.hpp"
#include "monitor/request_log/request_log_store.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t at_once = 500;

void apply(const LoggedRequest& request, FeedbackItem& item) {
    const auto known = [](const std::string& text) {
        return text.empty() ? std::nullopt : std::optional{text};
    };
    item.model_name = known(request.model_name);
    item.model_version = known(request.model_version);
    item.served_entity = known(request.served_entity);
    if (request.revision > 0) item.endpoint_revision = request.revision;
    item.joined = true;
}

/// Whether every item that names a request has found it.
bool find_requests(sql::Transaction& tx, const FindDeployment& find_deployment,
                   std::span<FeedbackItem> items) {
    bool is_all = true;
    for (auto& item : items) {
        if (!item.request_id || item.joined) continue;
        const auto found =
            request_log_store::find_of_endpoint(tx, item.endpoint_id, *item.request_id);
        if (found) apply(*found, item);
        if (item.endpoint_revision && find_deployment)
            item.deployment_id = find_deployment(tx, item.endpoint_id, *item.endpoint_revision);
        is_all = is_all && found;
    }
    return is_all;
}

/// `joined` is the item as it would be, if its request was found.
void write_join(sql::Transaction& tx, const FeedbackChange& change, const FeedbackItem& joined,
                Timestamp now) {
    const auto before = feedback_store::find(tx, joined.id);
    if (!before || before->state == FeedbackState::deleted || before->joined)
        return feedback_store::end_waiting(tx, joined.id);
    const auto waited = now - before->created_at;
    if (joined.joined) {
        auto after = before;
        copy_join(joined, *after);
        change.replace(*before, *after);
        feedback_store::end_waiting(tx, joined.id);
    } else if (waited > 24h) {
        feedback_store::end_waiting(tx, joined.id);
    } else {
        feedback_store::wait_for_join(tx, joined.id,
                                      now + std::max<std::chrono::microseconds>(waited, 1s));
    }
}

}  // namespace

void Feedback::join(std::span<FeedbackItem> items) {
    const auto look = [&] {
        return parts_.database.read(
            [&](sql::Transaction& tx) { return find_requests(tx, parts_.find_deployment, items); });
    };
    const auto names_request = [](const FeedbackItem& item) { return item.request_id.has_value(); };
    if (std::ranges::none_of(items, names_request) || look()) return;
    // What was answered just now may not be written yet.
    parts_.request_log.flush();
    look();
}

void Feedback::join_waiting() {
    const auto now = parts_.clock.now();
    auto items = parts_.database.read([&](sql::Transaction& tx) {
        auto waiting = feedback_store::waiting(tx, now, at_once);
        find_requests(tx, parts_.find_deployment, waiting);
        return waiting;
    });
    if (items.empty()) return;
    parts_.database.write([&](sql::Transaction& tx) {
        const FeedbackChange change{tx, parts_};
        for (const auto& item : items) write_join(tx, change, item, now);
    });
}

}  // namespace ontos
