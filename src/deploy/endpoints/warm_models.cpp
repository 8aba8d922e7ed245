// The models in memory: loaded once for all who need them, kept for a while after they served.
#include "deploy/endpoints/warm_models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "deploy/endpoints/model_probe.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

std::string key_of(const RegisteredVersion& version) {
    return version.ref.full_name + '\n' + version.ref.version + '\n' + version.sha256;
}

std::string sentence_name(const ModelVersionRef& ref) {
    return ref.full_name + " version " + ref.version;
}

Failure load_failure(const ModelVersionRef& ref, const std::string& reason, Cause cause = {}) {
    return Failure{FailureKind::unprocessable,
                   fmt::format("{} could not be loaded: {}", sentence_name(ref), reason),
                   std::move(cause)}
        .code("model_load_failed");
}

/// The model must take what the registry says it takes.
void validate_signature(const ServedModel& model, const RegisteredVersion& version) {
    const auto& found = model.signature().inputs;
    const auto& expected = version.signature.inputs;
    const bool same =
        std::ranges::equal(found, expected, {}, &SignatureField::name, &SignatureField::name);
    if (!same)
        throw Failure{FailureKind::unprocessable,
                      fmt::format("the file has {} inputs, the registered signature {}, or their "
                                  "names differ",
                                  found.size(), expected.size())};
}

std::uint32_t speed_of(const ProbeResult& probed) {
    const auto ns = probed.median().count() / static_cast<std::int64_t>(probed.rows);
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(ns, 0, most));
}

/// What refuses a guess is not known to be broken (the backend has logged why): its speed is
/// learned from its first requests.
void measure(WarmModel& warm, const RegisteredVersion& version, const Clock& clock) {
    try {
        const auto probed = probe(*warm.model, version, clock);
        warm.runs = static_cast<std::uint32_t>(probed.times.size());
        warm.ns_per_row = speed_of(probed);
    } catch (const Failure& failure) {
        if (failure.kind() == FailureKind::timeout || !is_probe_guessed(*warm.model, version))
            throw;
    }
}

}  // namespace

WarmModels::WarmModels(ModelRegistry& registry, ServingBackend& backend, const Clock& clock,
                       WarmModelsConfig config)
    : registry_{registry}, backend_{backend}, clock_{clock}, config_{config} {}

WarmModel WarmModels::find_locked(const std::string& key) const {
    const auto found = known_.find(key);
    if (found == known_.end()) return {};
    return {found->second.model.lock(), found->second.runs, found->second.ns_per_row};
}

WarmModel WarmModels::find(const RegisteredVersion& version) const {
    const std::lock_guard lock{mutex_};
    return find_locked(key_of(version));
}

WarmModel WarmModels::load(const RegisteredVersion& version, const Tell& tell) {
    const auto key = key_of(version);
    std::promise<WarmModel> promise;
    std::shared_future<WarmModel> flight;
    {
        const std::lock_guard lock{mutex_};
        if (auto warm = find_locked(key); warm.model) return warm;
        const auto [place, is_mine] = flights_.try_emplace(key);
        if (is_mine)
            place->second = promise.get_future().share();
        else
            flight = place->second;
    }
    if (flight.valid()) {
        tell(DeployStage::loading,
             "Waiting for " + sentence_name(version.ref) + ", which is being loaded already.");
        return flight.get();
    }
    try {
        const auto warm = load_now(version, tell);
        const std::lock_guard lock{mutex_};
        known_[key] = {warm.model, warm.runs, warm.ns_per_row};
        flights_.erase(key);
        promise.set_value(warm);
        return warm;
    } catch (...) {
        const std::lock_guard lock{mutex_};
        flights_.erase(key);
        promise.set_exception(std::current_exception());
        throw;
    }
}

WarmModel WarmModels::load_now(const RegisteredVersion& version, const Tell& tell) {
    const auto start = clock_.steady_now();
    try {
        const auto name = sentence_name(version.ref);
        tell(DeployStage::loading, fmt::format("Loading {} ({} bytes).", name, version.size_bytes));
        WarmModel warm{backend_.load(version, registry_.fetch(version))};
        tell(DeployStage::validating, "Comparing " + name + " with its registered signature.");
        validate_signature(*warm.model, version);
        tell(DeployStage::warming, "Making first predictions with " + name + '.');
        measure(warm, version, clock_);
        const std::chrono::duration<double, std::milli> took = clock_.steady_now() - start;
        log_info("model loaded", {{"model", version.ref.full_name},
                                  {"version", version.ref.version},
                                  {"duration_ms", took.count()},
                                  {"memory_bytes", warm.model->memory_bytes()}});
        return warm;
    } catch (const Failure& failure) {
        if (failure.code() == "model_load_failed") throw;
        throw load_failure(version.ref, failure.message(), Cause{failure.cause()});
    } catch (const std::exception& error) {
        throw load_failure(version.ref, "the server's log has the reason", Cause{error.what()});
    }
}

void WarmModels::keep(std::shared_ptr<const ServedModel> model) {
    if (!model) return;
    std::vector<Kept> dropped;  // destroyed after the lock
    const std::lock_guard lock{mutex_};
    std::erase_if(kept_, [&](const Kept& kept) { return kept.model == model; });
    kept_.push_back({std::move(model), clock_.now() + config_.keep_for});
    std::uint64_t bytes = 0;
    auto oldest_that_fits = kept_.size();
    while (oldest_that_fits > 0) {
        const auto& next = kept_[oldest_that_fits - 1];
        bytes += next.model->memory_bytes();
        if (bytes > config_.keep_bytes) break;
        --oldest_that_fits;
    }
    const auto end = kept_.begin() + static_cast<std::ptrdiff_t>(oldest_that_fits);
    dropped.assign(std::make_move_iterator(kept_.begin()), std::make_move_iterator(end));
    kept_.erase(kept_.begin(), end);
}

std::vector<std::shared_ptr<const ServedModel>> WarmModels::step() {
    std::vector<std::shared_ptr<const ServedModel>> dropped;
    const std::lock_guard lock{mutex_};
    const auto now = clock_.now();
    for (auto& kept : kept_)
        if (kept.until <= now) dropped.push_back(std::move(kept.model));
    std::erase_if(kept_, [](const Kept& kept) { return !kept.model; });
    std::erase_if(known_, [](const auto& known) { return known.second.model.expired(); });
    return dropped;
}

std::size_t WarmModels::kept_count() const {
    const std::lock_guard lock{mutex_};
    return kept_.size();
}

}  // namespace ontos
