#pragma once
// The models in memory: loaded once for all who need them, kept for a while after they served.

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "deploy/inference/served_model.hpp"

namespace ontos {

/// The steps of a deployment.
BOOST_DEFINE_ENUM_CLASS(DeployStage, queued, loading, validating, warming, swapping, ready, failed)

/// A model in memory and how fast it was when it was warmed.
struct WarmModel {
    std::shared_ptr<const ServedModel> model;
    std::uint32_t runs = 0;
    std::uint32_t ns_per_row = 0;
};

struct WarmModelsConfig {
    std::chrono::minutes keep_for{60};
    std::uint64_t keep_bytes = 1ull << 30;
};

/// Shares a model among all endpoints that serve the same version of the same file. Thread safe.
class WarmModels {
public:
    /// Told what a load is doing: a stage and a sentence.
    using Tell = std::function<void(DeployStage, const std::string&)>;

    WarmModels(ModelRegistry& registry, ServingBackend& backend, const Clock& clock,
               WarmModelsConfig config);

    /// The model if it is in memory, because it serves or is kept; else an empty one.
    WarmModel find(const RegisteredVersion& version) const;

    /// Loads, validates and warms it on this thread, once for all who ask at the same time. Throws
    /// Failure{unprocessable, model_load_failed} with the reason.
    WarmModel load(const RegisteredVersion& version, const Tell& tell);

    /// Keeps a model that stopped to serve, for `keep_for`, within `keep_bytes` of all such models:
    /// beyond that the ones that end first go.
    void keep(std::shared_ptr<const ServedModel> model);

    /// Drops what was kept long enough. Returns what is to be destroyed.
    std::vector<std::shared_ptr<const ServedModel>> step();

    std::size_t kept_count() const;

private:
    struct Known {
        std::weak_ptr<const ServedModel> model;
        std::uint32_t runs = 0, ns_per_row = 0;
    };
    struct Kept {
        std::shared_ptr<const ServedModel> model;
        Timestamp until;
    };

    WarmModel find_locked(const std::string& key) const;
    WarmModel load_now(const RegisteredVersion& version, const Tell& tell);

    ModelRegistry& registry_;
    ServingBackend& backend_;
    const Clock& clock_;
    const WarmModelsConfig config_;
    mutable std::mutex mutex_;
    std::map<std::string, Known> known_;
    std::map<std::string, std::shared_future<WarmModel>> flights_;
    std::vector<Kept> kept_;
};

}  // namespace ontos
