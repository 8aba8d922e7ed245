#pragma once
// A registry and a backend that do what a test tells them.

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include "deploy/inference/served_model.hpp"

namespace ontos {

/// Models that are only names, with one input `x`.
class FakeRegistry final : public ModelRegistry {
public:
    void add(const std::string& full_name, const std::string& version,
             VersionStatus status = VersionStatus::READY) {
        RegisteredVersion made;
        made.ref = {full_name, version};
        made.status = status;
        made.signature.inputs.emplace_back();
        made.signature.inputs.back().name = "x";
        made.sha256 = "sha-" + full_name + version;
        made.size_bytes = 100;
        const std::lock_guard lock{mutex_};
        versions_[{full_name, version}] = made;
    }
    void set_inputs(const std::string& full_name, const std::string& version,
                    std::vector<SignatureField> inputs) {
        const std::lock_guard lock{mutex_};
        versions_.at({full_name, version}).signature.inputs = std::move(inputs);
    }
    void damage(const std::string& full_name, const std::string& version) {
        const std::lock_guard lock{mutex_};
        damaged_.insert({full_name, version});
    }

    RegisteredVersion resolve(const std::string& full_name, const std::string& version) override {
        const std::lock_guard lock{mutex_};
        bool has_model = false;
        const RegisteredVersion* newest = nullptr;
        for (const auto& [ref, known] : versions_) {
            if (ref.full_name != full_name) continue;
            has_model = true;
            if (known.status == VersionStatus::READY) newest = &known;
        }
        if (!has_model)
            throw Failure{FailureKind::not_found, "no model " + full_name}.code("model_not_found");
        if (version == "latest" && newest) return *newest;
        const auto found = versions_.find({full_name, version});
        if (found == versions_.end())
            throw Failure{FailureKind::not_found, "no version " + version}.code(
                "version_not_found");
        return found->second;
    }
    void require_there(sql::Transaction&, const RegisteredVersion&) override {}
    std::filesystem::path fetch(const RegisteredVersion&) override { return "/nowhere"; }
    bool is_intact(const RegisteredVersion& version) override {
        const std::lock_guard lock{mutex_};
        return !damaged_.contains(version.ref);
    }

private:
    std::mutex mutex_;
    std::map<ModelVersionRef, RegisteredVersion> versions_;
    std::set<ModelVersionRef> damaged_;
};

class FakeBatch final : public Batch {
public:
    std::size_t rows() const override { return 1; }
    const std::vector<std::string>& warnings() const override { return warnings_; }
    std::span<const BatchColumn> columns() const override { return {}; }
    BatchTensor tensor(std::size_t) const override { return {}; }
    std::string_view text(const BatchColumn&, std::size_t) const override { return {}; }

private:
    std::vector<std::string> warnings_;
};

/// Answers its version.
class FakeModel final : public ServedModel {
public:
    FakeModel(RegisteredVersion version, std::uint64_t bytes, std::atomic<int>& alive)
        : version_{std::move(version)}, bytes_{bytes}, alive_{alive} {
        ++alive_;
    }
    ~FakeModel() override { --alive_; }

    const Signature& signature() const override { return version_.signature; }
    std::unique_ptr<Batch> read(std::string_view body) const override {
        if (body.find("\"inputs\"") == body.npos)
            throw Failure{FailureKind::invalid, "no inputs in the body"};
        return std::make_unique<FakeBatch>();
    }
    void run(Batch&, SteadyTime) const override {}
    std::size_t write(const Batch&, std::string& out) const override {
        out += "\"predictions\":[" + version_.ref.version + "]";
        return 0;
    }
    std::uint64_t memory_bytes() const override { return bytes_; }
    const ModelVersionRef& ref() const { return version_.ref; }

private:
    RegisteredVersion version_;
    std::uint64_t bytes_;
    std::atomic<int>& alive_;
};

class FakeBackend final : public ServingBackend {
public:
    std::shared_ptr<const ServedModel> load(const RegisteredVersion& version,
                                            const std::filesystem::path&) override {
        std::unique_lock lock{mutex_};
        ++loads_[version.ref.version];
        changed_.notify_all();
        changed_.wait(lock, [&] { return !held_.contains(version.ref.version); });
        if (broken_.contains(version.ref.version))
            throw Failure{FailureKind::unprocessable, "the file is broken"}.code(
                "model_load_failed");
        return std::make_shared<FakeModel>(version, model_bytes, alive);
    }

    /// Loads of this version wait until `release`.
    void hold(const std::string& version) {
        const std::lock_guard lock{mutex_};
        held_.insert(version);
    }
    void release(const std::string& version) {
        const std::lock_guard lock{mutex_};
        held_.erase(version);
        changed_.notify_all();
    }
    void wait_for_load(const std::string& version) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return loads_[version] > 0; });
    }
    void break_version(const std::string& version) {
        const std::lock_guard lock{mutex_};
        broken_.insert(version);
    }
    void mend_version(const std::string& version) {
        const std::lock_guard lock{mutex_};
        broken_.erase(version);
    }
    int loads(const std::string& version) {
        const std::lock_guard lock{mutex_};
        return loads_[version];
    }

    std::atomic<int> alive{0};
    std::uint64_t model_bytes = 1000;

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, int> loads_;
    std::set<std::string> held_, broken_;
};

}  // namespace ontos
