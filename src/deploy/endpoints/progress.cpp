// Where a deployment is, and how it ended, for those who wait and those who look.
#include "deploy/endpoints/progress.hpp"

namespace ontos {

void Progress::enter(DeployStage stage, std::string sentence) {
    const std::lock_guard lock{mutex_};
    view_ = {stage, std::move(sentence)};
}

void Progress::succeed(DeployResult result) {
    const std::lock_guard lock{mutex_};
    view_ = {DeployStage::ready, result.message};
    result_ = std::move(result);
    ended_.notify_all();
}

void Progress::fail(DeployFailed failed) {
    const std::lock_guard lock{mutex_};
    view_ = {DeployStage::failed, failed.failure.message()};
    failed_ = std::move(failed);
    ended_.notify_all();
}

StageView Progress::view() const {
    const std::lock_guard lock{mutex_};
    return view_;
}

std::optional<DeployResult> Progress::wait_for(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    ended_.wait_for(lock, time, [this] { return result_ || failed_; });
    if (failed_) throw *failed_;
    return result_;
}

}  // namespace ontos
