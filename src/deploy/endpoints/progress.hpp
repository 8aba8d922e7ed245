#pragma once
// Where a deployment is, and how it ended, for those who wait and those who look.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include "deploy/endpoints/deployment.hpp"
#include "deploy/endpoints/warm_models.hpp"

namespace ontos {

struct StageView {
    DeployStage stage = DeployStage::queued;
    std::string sentence;
};

/// A deployment that did not become ready.
struct DeployFailed {
    std::string deployment_id;
    Failure failure;
};

/// Thread safe. Shared by the thread that carries it out and all who wait for it.
class Progress {
public:
    void enter(DeployStage stage, std::string sentence);
    void succeed(DeployResult result);
    void fail(DeployFailed failed);

    StageView view() const;

    /// The result, or nullopt if it has not ended by then. Throws DeployFailed if it failed.
    std::optional<DeployResult> wait_for(std::chrono::milliseconds time);

private:
    mutable std::mutex mutex_;
    std::condition_variable ended_;
    StageView view_{DeployStage::queued, "Waiting for its turn to load."};
    std::optional<DeployResult> result_;
    std::optional<DeployFailed> failed_;
};

}  // namespace ontos
