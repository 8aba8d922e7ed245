#pragma once
// Where things came from and what came of them; which live endpoints a person's data is in.

#include <set>

#include "improve/lineage/lineage_graph.hpp"
#include "platform/api/router.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(LineageDirection, up, down, both)

struct LineagePath {
    LineageKind kind = LineageKind::request;
    std::string id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&LineagePath::kind>("What it is."),
                          api::field<&LineagePath::id>(
                              "Its identifier: of a request the X-Request-Id, of a sheet version "
                              "`sheet@dataset_sha256`, of a model version `name:version`; an "
                              "endpoint by its name too.")};
    }
};

struct LineageQuery {
    LineageDirection direction = LineageDirection::both;
    std::int32_t depth = 20, limit = 200;

    static constexpr auto fields(auto...) {
        using T = LineageQuery;
        return std::array{
            api::option<&T::direction>("up: what it came of. down: what came of it."),
            api::option<&T::depth>("Steps at most, each way.", api::minimum(1), api::maximum(20)),
            api::option<&T::limit>("Nodes at most.", api::minimum(1), api::maximum(1'000))};
    }
};

/// A version that was trained on some rows, and who serves it now.
struct TrainedVersion {
    std::string training_job_id, model_name;
    std::optional<std::string> model_version;
    std::string job_status;
    std::vector<std::string> endpoints;

    static constexpr auto fields(auto...) {
        using T = TrainedVersion;
        return std::array{
            api::field<&T::training_job_id>("The job that trained."),
            api::field<&T::model_name>("The model."),
            api::field<&T::model_version>("Its version, here or elsewhere; null if none came of "
                                          "the job."),
            api::field<&T::job_status>("How the job is."),
            api::field<&T::endpoints>("Names of the live endpoints that serve the version, or can "
                                      "be rolled back to it; external ones too that name it.")};
    }
};

struct TrainedVersions {
    std::vector<TrainedVersion> items;
    bool truncated = false;
};

struct LineageSubjectPath {
    std::string subject_id;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&LineageSubjectPath::subject_id>("The person, as `subject_id` of "
                                                        "feedback and rows names them.",
                                                        api::max_length(200))};
    }
};

struct SubjectLineage {
    std::string subject_id;
    std::int64_t rows = 0;
    std::vector<TrainedVersion> models;
    std::vector<std::string> live_endpoints;
    bool truncated = false;

    static constexpr auto fields(auto...) {
        using T = SubjectLineage;
        return std::array{
            api::field<&T::subject_id>("The person."),
            api::field<&T::rows>("Rows of training sheets that are about them."),
            api::field<&T::models>("What was trained on these rows, newest first."),
            api::field<&T::live_endpoints>("Names of all live endpoints among these."),
            api::field<&T::truncated>("Whether there is more.")};
    }
};

/// What is asked of the other folders; all of it outlives the lineage.
struct LineageParts {
    /// Made anew for each walk.
    std::function<LineageSources()> sources;
    /// With the identifier, where it was called by a name.
    std::function<LineageKey(LineageKey)> named;
    /// Ids of rows about a person, at most so many.
    AskNeighbours rows_of_subject;
    /// What was trained on one of these rows.
    std::function<TrainedVersions(const std::set<std::string>& row_ids)> models_trained_on;
};

/// Thread safe; its functions block.
class Lineage {
public:
    static constexpr std::size_t subject_rows_max = 100'000;

    explicit Lineage(LineageParts parts) : parts_{std::move(parts)} {}

    LineageGraph show_lineage(const api::Path<LineagePath>& path,
                              const api::Query<LineageQuery>& query) const;
    SubjectLineage show_subject_lineage(const api::Path<LineageSubjectPath>& path) const;

private:
    const LineageParts parts_;
};

void mount(api::Router& router, Lineage& lineage);

}  // namespace ontos
