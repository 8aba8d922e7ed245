// The analysis of feedback, drift and confidence.
#include "improve/gaps/gap_analyzer.hpp"

#include <algorithm>

#include "improve/feedback/feedback_counts_store.hpp"
#include "improve/feedback/feedback_list_store.hpp"
#include "improve/gaps/gaps_erasure.hpp"
#include "improve/gaps/gaps_store.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

namespace store = gaps_store;

using namespace std::chrono_literals;

constexpr std::string_view lease_name = "gap analysis";
constexpr std::chrono::days feedback_window{30}, confidence_window{1};
constexpr std::int64_t disliked_max = 2'000, read_at_once = 200, tags_read = 50;

feedback_list_store::Filter disliked_by(const EndpointInfo& endpoint, Interval window) {
    feedback_list_store::Filter filter;
    filter.endpoint_id = endpoint.id.text;
    filter.rating = Rating::negative;
    filter.created_after = window.from;
    return filter;
}

void add(GapsFound& found, std::vector<GapFinding> more) {
    std::ranges::move(more, std::back_inserter(found.findings));
}

}  // namespace

GapAnalyzer::GapAnalyzer(GapAnalyzerParts parts)
    : parts_{std::move(parts)},
      lease_{parts_.database, parts_.clock, parts_.random, std::string{lease_name}, 60s} {}

std::optional<GapAnalysis> GapAnalyzer::due() const {
    const auto now = parts_.clock.now();
    const auto [requested, newest] = parts_.database.read([](sql::Transaction& tx) {
        return std::pair{store::requested(tx), store::newest_analysis(tx)};
    });
    if (requested) return requested;
    if (newest && newest->requested_at + period > now) return std::nullopt;
    GapAnalysis analysis;
    analysis.requested_by = "clock";
    analysis.requested_at = now;
    return analysis;
}

void GapAnalyzer::look_at_feedback(const EndpointInfo& endpoint, Interval window,
                                   GapsFound& found) const {
    std::vector<DislikedItem> disliked;
    std::int64_t total = 0;
    std::string next;
    do {
        auto slice = parts_.database.read([&](sql::Transaction& tx) {
            return feedback_list_store::list(tx, disliked_by(endpoint, window),
                                             {next, 0, read_at_once});
        });
        total += std::ssize(slice.items);
        for (auto& item : slice.items)
            if (auto text = cluster_item(item.input_text))
                disliked.push_back({std::move(item.id), std::move(item.model_name),
                                    std::move(item.model_version), std::move(item.tags), *text});
        next = std::move(slice.next);
    } while (!next.empty() && total < disliked_max);
    add(found, cluster_findings(endpoint, disliked, total, window));
    // What lies behind the newest was not looked at, and so not gone.
    if (next.empty()) found.looked_at.insert({GapType::feedback_cluster, endpoint.id.text});

    namespace counts = feedback_counts_store;
    const auto [days, tags] = parts_.database.read([&](sql::Transaction& tx) {
        return std::pair{counts::days(tx, endpoint.id.text, window.from),
                         counts::tags(tx, endpoint.id.text, window.from, tags_read)};
    });
    FeedbackCounts all;
    for (const auto& day : days) all += day.counts();
    add(found, tag_findings(endpoint, tags, all, window));
    found.looked_at.insert({GapType::feedback_tag, endpoint.id.text});
}

GapsFound GapAnalyzer::look_at(const EndpointInfo& endpoint, Interval window) {
    GapsFound found;
    look_at_feedback(endpoint, window, found);
    if (const auto drift = parts_.drift(endpoint.id); drift.is_judged) {
        add(found, drift_findings(endpoint, drift));
        found.looked_at.insert({GapType::drift, endpoint.id.text});
    }
    const Interval lately{window.to - confidence_window, window.to};
    if (const auto confidence = parts_.confidence(endpoint.id, lately)) {
        add(found, confidence_findings(endpoint, *confidence, lately));
        found.looked_at.insert({GapType::low_confidence, endpoint.id.text});
    }
    return found;
}

GapAnalysis GapAnalyzer::write(sql::Transaction& tx, std::int64_t token, GapAnalysis analysis,
                               const GapsFound& found, const std::set<std::string>& live) const {
    sql::require_token(tx, lease_name, token);
    const auto now = parts_.clock.now();
    const auto make_id = [this] { return new_id(parts_.clock, parts_.random); };
    auto plan = plan_of(store::known(tx), found, live, now, make_id);
    const auto room = gaps_max - store::count(tx);
    if (std::ssize(plan.opened) > room) {
        store::remove_resolved(tx, std::ssize(plan.opened) - room);
        const auto fits = std::max<std::int64_t>(0, gaps_max - store::count(tx));
        if (std::ssize(plan.opened) > fits) {
            analysis.problem = "There are too many gaps: some that were found are not kept.";
            plan.opened.resize(static_cast<std::size_t>(fits));
        }
    }
    std::vector<std::string> written;
    const auto keep_members = [&](const GapRecord& gap) {
        if (const auto members = plan.members.find(gap.id); members != plan.members.end())
            store::replace_members(tx, gap.id, members->second);
        written.push_back(gap.id);
    };
    for (const auto& gap : plan.opened) {
        store::insert(tx, gap);
        keep_members(gap);
    }
    for (const auto& gap : plan.changed) {
        store::update(tx, gap);
        keep_members(gap);
    }
    forget_gone_feedback(tx, written);
    analysis.status = AnalysisStatus::done;
    analysis.finished_at = now;
    analysis.found = std::ssize(found.findings);
    analysis.opened = plan.opened_count;
    analysis.updated = plan.updated_count;
    analysis.resolved = plan.resolved_count;
    if (analysis.id.empty()) {
        analysis.id = make_id();
        store::insert(tx, analysis);
    } else {
        store::update(tx, analysis);
    }
    store::forget_analyses(tx, analyses_kept);
    return analysis;
}

void GapAnalyzer::step() {
    auto token = lease_.acquire();
    if (!token) return;
    const auto analysis = due();
    if (!analysis) return;
    const auto now = parts_.clock.now();
    const Interval window{now - feedback_window, now};
    GapsFound found;
    std::set<std::string> live;
    for (const auto& endpoint : parts_.endpoints.list()) {
        live.insert(endpoint.id.text);
        if (live.size() > endpoints_max) continue;
        token = lease_.acquire();
        if (!token) return;
        auto more = look_at(endpoint, window);
        add(found, std::move(more.findings));
        found.looked_at.merge(more.looked_at);
    }
    const auto done = parts_.database.write(
        [&](sql::Transaction& tx) { return write(tx, *token, *analysis, found, live); });
    if (done.opened != 0 || done.resolved != 0)
        log_info("gaps were analyzed", {{"opened", std::to_string(done.opened.value_or(0))},
                                        {"resolved", std::to_string(done.resolved.value_or(0))}});
}

}  // namespace ontos
