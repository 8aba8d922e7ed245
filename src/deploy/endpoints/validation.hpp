#pragma once
// Whether an endpoint, or a candidate for it, really works: checks that load, probe and measure.

#include <optional>
#include <string>
#include <vector>

#include "deploy/endpoints/model_probe.hpp"
#include "deploy/endpoints/plan.hpp"
#include "deploy/endpoints/warm_models.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(CheckStatus, pass, warning, fail)

struct ValidateRequest {
    std::optional<std::string> model_version;

    static constexpr auto fields(auto...) {
        return std::array{api::option<&ValidateRequest::model_version>(
            "A candidate: checked as if it replaced what serves.", api::min_length(1),
            api::max_length(255))};
    }
};

struct ValidationCheck {
    std::string check;
    CheckStatus status = CheckStatus::pass;
    std::string message;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ValidationCheck::check>("What was checked."),
                          api::field<&ValidationCheck::status>("How it went."),
                          api::field<&ValidationCheck::message>("What was found.")};
    }
};

struct Validation {
    std::string endpoint_name;
    bool is_valid = true;
    std::vector<ValidationCheck> checks;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&Validation::endpoint_name>("The endpoint."),
            api::field<&Validation::is_valid>("Whether no check failed."),
            api::field<&Validation::checks>("Every check, in the order in which it was made.")};
    }
};

/// Thread safe; blocks.
class Validator {
public:
    Validator(ModelRegistry& registry, WarmModels& warm, const Clock& clock,
              std::chrono::milliseconds timeout)
        : registry_{registry}, warm_{warm}, clock_{clock}, timeout_{timeout} {}

    /// `config` is what serves or, with a candidate, what would. `is_candidate` says which.
    enum class Subject { serving, candidate };
    Validation validate(const EndpointBase& base, const RevisionConfig& config,
                        const LiveEndpoint* live, Subject subject);

private:
    struct Checked;
    void check_entity(Checked& checked, const ServedEntity& entity, const LiveEndpoint* live,
                      Subject subject);
    void check_probe(Checked& checked, const ServedEntity& entity, const RegisteredVersion& version,
                     const ServedModel& model);

    ModelRegistry& registry_;
    WarmModels& warm_;
    const Clock& clock_;
    const std::chrono::milliseconds timeout_;
};

}  // namespace ontos
