// Training jobs as retrain triggers make them.
#include "app/retrain_jobs.hpp"

namespace ontos {
namespace {

/// What of a job is meant by what refuses it without naming a member.
std::string_view member_of(const std::string& code) {
    if (code == "sheet_not_found") return "/training_sheet_id";
    if (code == "no_trainer") return "/trainer";
    if (code == "export_not_ready") return "/export_id";
    return "";
}

/// Of the request, not of the server.
bool is_refusal(const Failure& failure) {
    using enum FailureKind;
    return failure.kind() == invalid || failure.kind() == not_found ||
           failure.kind() == unprocessable;
}

}  // namespace

RetrainJobs::RetrainJobs(TrainingJobs& jobs) : jobs_{jobs} {
    auto schema = api::closed(api::Codec<NewTrainingJob>::schema(components_), components_);
    schema_ = schemas_.compile(schema, components_);
}

std::vector<Violation> RetrainJobs::broken_members(const api::json::value& request) const {
    api::Violations broken;
    api::check_value(*schema_, request, "body", broken);
    return std::move(broken).take();
}

std::vector<Violation> RetrainJobs::violations_of(const api::json::value& request,
                                                  const std::string& root) const {
    auto list = broken_members(request);
    try {
        if (list.empty()) jobs_.require_possible(api::Codec<NewTrainingJob>::read(request));
    } catch (const Failure& failure) {
        if (!is_refusal(failure)) throw;
        list = failure.violations();
        if (list.empty())
            list.push_back({"/body" + std::string{member_of(failure.code())}, failure.message()});
    }
    for (auto& violation : list) violation.where.replace(0, std::string_view{"/body"}.size(), root);
    return list;
}

std::string RetrainJobs::create(const api::json::value& request, const std::string& firing_id) {
    if (auto broken = broken_members(request); !broken.empty())
        throw broken_rules(std::move(broken));
    access::ActorInput actor;
    actor.name = "retrain trigger";
    return jobs_
        .create_training_job_once(firing_id, api::Codec<NewTrainingJob>::read(request), actor)
        .id;
}

}  // namespace ontos
