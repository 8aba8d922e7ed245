// What an analysis changes.
#include "improve/gaps/gap_plan.hpp"

#include <algorithm>

#include "improve/gaps/gap_findings.hpp"

namespace ontos {
namespace {

constexpr std::string_view analysis = "analysis";

bool is_cluster(GapType type) { return type == GapType::feedback_cluster; }
bool is_resolved(const GapRecord& gap) { return gap.status == GapStatus::resolved; }

void take(const GapFinding& finding, GapRecord& gap) {
    gap.endpoint_name = finding.endpoint_name;
    gap.model_name = finding.model_name;
    gap.model_version = finding.model_version;
    gap.severity_raw = finding.severity;
    gap.description = finding.description;
    gap.evidence_summary = finding.evidence_summary;
    gap.evidence = finding.evidence;
    gap.suggested_action = finding.suggested_action;
    gap.suggested_bit_name = finding.suggested_bit_name;
    gap.estimated_records_needed = finding.estimated_records_needed;
    if (!gap.priority_is_set) gap.priority = priority_of(finding.severity);
}

bool has_something_new(const KnownGap& known, const GapFinding& finding, Timestamp now) {
    if (is_cluster(finding.gap_type))
        return std::ranges::any_of(
            finding.members, [&](const std::string& id) { return !known.members.contains(id); });
    if (finding.gap_type == GapType::retrain) return true;
    if (finding.gap_type == GapType::feedback_tag)
        return finding.evidence.count > known.record.evidence.count;
    using std::chrono::days;
    return finding.severity < known.record.severity_raw ||
           std::chrono::floor<days>(now) != std::chrono::floor<days>(known.record.last_seen_at);
}

std::size_t shared(const KnownGap& known, const GapFinding& finding) {
    return static_cast<std::size_t>(std::ranges::count_if(
        finding.members, [&](const std::string& id) { return known.members.contains(id); }));
}

class Planning {
public:
    Planning(std::span<const KnownGap> known, Timestamp now) : known_{known}, now_{now} {}

    void find(const GapFinding& finding, const std::function<std::string()>& make_id) {
        if (const auto* gap = known_by(finding))
            renew(*gap, finding);
        else
            open(finding, make_id());
    }

    void resolve_gone(const GapsFound& found, const std::set<std::string>& live) {
        for (const auto& gap : known_) {
            if (met_.contains(gap.record.id) || gap.record.gap_type == GapType::retrain) continue;
            const bool is_gone =
                !live.contains(gap.record.endpoint_id) ||
                found.looked_at.contains({gap.record.gap_type, gap.record.endpoint_id});
            if (is_gone) resolve(gap.record);
        }
    }

    GapPlan take_plan() { return std::move(plan_); }

private:
    const KnownGap* known_by(const GapFinding& finding) const {
        const KnownGap* best = nullptr;
        std::size_t most = 0;
        for (const auto& gap : known_) {
            if (!is_cluster(finding.gap_type)) {
                if (gap.record.identity == finding.identity) return &gap;
                continue;
            }
            if (gap.record.gap_type != finding.gap_type ||
                gap.record.endpoint_id != finding.endpoint_id || met_.contains(gap.record.id))
                continue;
            if (const auto common = shared(gap, finding); common > most) {
                most = common;
                best = &gap;
            }
        }
        return best;
    }

    void renew(const KnownGap& known, const GapFinding& finding) {
        auto gap = known.record;
        met_.insert(gap.id);
        const bool is_new = has_something_new(known, finding, now_);
        take(finding, gap);
        gap.last_seen_at = now_;
        ++gap.revision;
        if (is_new) {
            ++gap.occurrence_count;
            gap.updated_at = now_;
        }
        if (is_resolved(gap) && (is_new || gap.resolved_by == analysis)) {
            gap.status = GapStatus::open;
            gap.resolved_at.reset();
            gap.resolved_by.reset();
            gap.updated_at = now_;
            ++plan_.opened_count;
        } else if (is_new) {
            ++plan_.updated_count;
        }
        if (is_cluster(gap.gap_type)) plan_.members[gap.id] = finding.members;
        plan_.changed.push_back(std::move(gap));
    }

    void open(const GapFinding& finding, std::string id) {
        GapRecord gap;
        // A cluster is known by what it has, and that changes: its identity is its own.
        gap.identity = is_cluster(finding.gap_type)
                           ? "feedback_cluster:" + finding.endpoint_id + ":" + id
                           : finding.identity;
        gap.id = std::move(id);
        gap.gap_type = finding.gap_type;
        gap.endpoint_id = finding.endpoint_id;
        take(finding, gap);
        gap.first_seen_at = gap.last_seen_at = gap.created_at = gap.updated_at = now_;
        if (is_cluster(gap.gap_type)) plan_.members[gap.id] = finding.members;
        ++plan_.opened_count;
        plan_.opened.push_back(std::move(gap));
    }

    void resolve(GapRecord gap) {
        if (gap.status == GapStatus::wont_fix) return;
        if (is_resolved(gap) && gap.resolved_by == analysis) return;
        if (!is_resolved(gap)) {
            gap.status = GapStatus::resolved;
            gap.resolved_at = now_;
            ++plan_.resolved_count;
        }
        gap.resolved_by = std::string{analysis};
        gap.updated_at = now_;
        ++gap.revision;
        plan_.changed.push_back(std::move(gap));
    }

    const std::span<const KnownGap> known_;
    const Timestamp now_;
    std::set<std::string> met_;
    GapPlan plan_;
};

}  // namespace

GapPlan plan_of(std::span<const KnownGap> known, const GapsFound& found,
                const std::set<std::string>& live, Timestamp now,
                const std::function<std::string()>& make_id) {
    Planning planning{known, now};
    for (const auto& finding : found.findings) planning.find(finding, make_id);
    planning.resolve_gone(found, live);
    return planning.take_plan();
}

}  // namespace ontos
