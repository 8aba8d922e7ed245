// Training jobs as retrain triggers make them.
#include "app/retrain_jobs.hpp"

namespace ontos {
namespace {

constexpr const char* key_name = "retrain_firing_id";

}  // namespace

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

std::string RetrainJobs::create(const api::json::value& request, const std::string& key) {
    JobsQuery newest;
    newest.limit = 100;
    for (const auto& job : jobs_.list_training_jobs({newest}).items) {
        const auto made_by = job.order.parameters.find(key_name);
        if (made_by != job.order.parameters.end() && made_by->second == api::json::value(key))
            return job.id;
    }
    if (auto broken = violations_of(request, "/job"); !broken.empty())
        throw Failure{FailureKind::invalid, broken.front().where + " " + broken.front().what + "."}
            .violations(std::move(broken));
    auto order = api::Codec<NewTrainingJob>::read(request);
    order.parameters[key_name] = api::json::value(key);
    return jobs_.create_training_job({order, {}}, {{}, {"retrain trigger", key}}, {}).value.id;
}

}  // namespace ontos
