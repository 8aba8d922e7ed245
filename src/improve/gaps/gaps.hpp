#pragma once
// Gaps as people see them, decide about them and give them as tasks.

#include "improve/gaps/gap_requests.hpp"
#include "monitor/metrics/model.hpp"
#include "platform/access/once.hpp"
#include "platform/api/router.hpp"
#include "platform/base/random.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// Thread safe; its functions block.
class Gaps {
public:
    static constexpr std::int64_t tasks_max = 100'000;

    /// All must outlive it.
    Gaps(sql::Database& database, const Clock& clock, Random& random, const Redactor& redactor,
         EndpointDirectory endpoints)
        : database_{database},
          clock_{clock},
          random_{random},
          redactor_{redactor},
          endpoints_{std::move(endpoints)} {}

    GapPage list_gaps(const api::Query<GapsQuery>& query) const;
    Gap show_gap(const api::Path<GapPath>& path) const;
    Gap update_gap(const api::Path<GapPath>& path, const api::Body<GapChange>& body,
                   const api::IfMatch& condition, const access::ActorInput& actor);
    /// One that is not completed stays the gap's only one: 200.
    api::Upserted<GapTask> create_gap_task(const api::Path<GapPath>& path,
                                           const api::OptionalBody<NewGapTask>& body,
                                           const access::ActorInput& actor,
                                           const access::Once& once);
    GapTaskPage list_gap_tasks(const api::Query<GapTasksQuery>& query) const;
    /// One that waits answers for all who ask meanwhile.
    api::Accepted<GapAnalysis> analyze_gaps(const access::ActorInput& actor,
                                            const access::Once& once);
    GapAnalysis show_gap_analysis(const api::Path<GapAnalysisPath>& path) const;

private:
    GapTask change_task(sql::Transaction& tx, const GapTaskRecord& known, const NewGapTask& body,
                        const access::Actor& actor) const;
    GapTaskRecord redacted(GapTaskRecord task) const;
    std::string make_id() const;

    sql::Database& database_;
    const Clock& clock_;
    Random& random_;
    const Redactor& redactor_;
    EndpointDirectory endpoints_;
};

void mount(api::Router& router, Gaps& gaps);

}  // namespace ontos
