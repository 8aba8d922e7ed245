#pragma once
// The analysis of feedback, drift and confidence: one server at a time, in the background.

#include "improve/gaps/gap_findings.hpp"
#include "improve/gaps/gap_requests.hpp"
#include "platform/sql/lease.hpp"

namespace ontos {

/// What it works with; all of it outlives it.
struct GapAnalyzerParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    EndpointDirectory endpoints;
    AskDriftSeen drift;
    AskConfidence confidence;
};

/// Owned by one thread.
class GapAnalyzer {
public:
    static constexpr std::chrono::minutes period{10};
    static constexpr std::size_t endpoints_max = 500;
    static constexpr std::int64_t gaps_max = 5'000;

    explicit GapAnalyzer(GapAnalyzerParts parts);

    /// Makes an analysis that is asked for, or that is due: each 10 minutes. What it found is
    /// written in one transaction, which names the lease's token.
    void step();
    /// So that another server need not wait: at the end.
    void release() { lease_.release(); }

private:
    std::optional<GapAnalysis> due() const;
    GapsFound look_at(const EndpointInfo& endpoint, Interval window);
    void look_at_feedback(const EndpointInfo& endpoint, Interval window, GapsFound& found) const;
    GapAnalysis write(sql::Transaction& tx, std::int64_t token, GapAnalysis analysis,
                      const GapsFound& found, const std::set<std::string>& live) const;

    GapAnalyzerParts parts_;
    sql::Lease lease_;
};

}  // namespace ontos
