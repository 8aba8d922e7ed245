// Training jobs as retrain triggers make them.
#include "app/retrain_jobs.hpp"

namespace ontos {

RetrainJobs::RetrainJobs(TrainingJobs& jobs) : jobs_{jobs} {
    auto schema = api::closed(api::Codec<NewTrainingJob>::schema(components_), components_);
    schema_ = schemas_.compile(schema, components_);
}

std::vector<Violation> RetrainJobs::violations_of(const api::json::value& request,
                                                  const std::string& root) const {
    api::Violations broken;
    api::check_value(*schema_, request, "body", broken);
    auto list = std::move(broken).take();
    for (auto& violation : list) violation.where.replace(0, std::string_view{"/body"}.size(), root);
    return list;
}

std::string RetrainJobs::create(const api::json::value& request, const std::string& firing_id) {
    if (auto broken = violations_of(request, "/job"); !broken.empty())
        throw broken_rules(std::move(broken));
    access::ActorInput actor;
    actor.name = "retrain trigger";
    return jobs_
        .create_training_job_once(firing_id, api::Codec<NewTrainingJob>::read(request), actor)
        .id;
}

}  // namespace ontos
