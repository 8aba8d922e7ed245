// One run of a named trainer.
#include "improve/jobs/trainer_run.hpp"

#include <fstream>

#include "deploy/models/files.hpp"
#include "platform/api/json_write.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

namespace json = boost::json;

constexpr std::size_t metrics_file_bytes_max = 8'192;

/// The same bytes under another name: an erasure that rewrites the export leaves a run its files.
void link_or_copy(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::create_directories(to.parent_path());
    std::error_code failed;
    std::filesystem::create_hard_link(from, to, failed);
    if (failed) std::filesystem::copy_file(from, to);
}

json::object description_of(const TrainingJobRecord& job, const Export& made,
                            const std::filesystem::path& folder) {
    json::array files;
    for (const auto& file : made.manifest->files) {
        if (!file.split) continue;
        auto described = api::to_json(file).as_object();
        described["path"] = (folder / "data" / file.name).string();
        files.push_back(std::move(described));
    }
    const auto& order = job.order;
    return {{"job_id", job.id},
            {"model_name", order.model_name},
            {"base_model", order.base_model},
            {"training_config", api::to_json(order.training_config)},
            {"parameters", api::to_json(order.parameters)},
            {"training_sheet_id", order.training_sheet_id},
            {"training_sheet_name", order.training_sheet_name},
            {"export_id", api::to_json(order.export_id)},
            {"format", api::to_json(order.export_options.format)},
            {"random_seed", order.export_options.random_seed},
            {"files", std::move(files)},
            {"output_folder", (folder / "output").string()}};
}

bool is_file(const std::filesystem::path& path) {
    return std::filesystem::is_regular_file(std::filesystem::symlink_status(path));
}

bool is_folder(const std::filesystem::path& path) {
    return std::filesystem::is_directory(std::filesystem::symlink_status(path));
}

JsonMembers metrics_of(const std::filesystem::path& file) {
    boost::system::error_code error;
    const auto value = json::parse(read_file(file, metrics_file_bytes_max), error);
    if (!error && value.is_object()) return api::Codec<JsonMembers>::read(value);
    throw Failure{FailureKind::invalid,
                  "The trainer's output/metrics.json is no JSON object of at most 8 KiB."};
}

}  // namespace

TrainerFolder::TrainerFolder(std::filesystem::path folder, const TrainingJobRecord& job,
                             const Export& made, const std::filesystem::path& files)
    : folder_{std::move(folder)}, job_id_{job.id} {
    remove_quietly(folder_);
    std::filesystem::create_directories(folder_ / "output");
    for (const auto& file : made.manifest->files)
        if (file.split) link_or_copy(files / file.name, folder_ / "data" / file.name);
    std::ofstream{folder_ / "job.json"} << api::to_json_text(description_of(job, made, folder_));
}

TrainerFolder::~TrainerFolder() { remove_quietly(folder_); }

ChildCommand TrainerFolder::command(const NamedTrainer& trainer) const {
    ChildCommand out{.arguments = trainer.command,
                     .environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                                     {"HOME", folder_.string()},
                                     {"TMPDIR", folder_.string()},
                                     {"LANG", "C.UTF-8"}},
                     .folder = folder_};
    for (const auto& [name, value] : trainer.environment) out.environment[name] = value;
    out.environment[std::string{job_variable}] = job_id_;
    return out;
}

TrainerOutput TrainerFolder::output() const {
    const auto from = folder_ / "output";
    TrainerOutput out;
    if (is_file(from / "model.onnx")) out.model = from / "model.onnx";
    if (!out.model && is_folder(from / "model")) out.model = from / "model";
    if (is_file(from / "baseline.csv")) out.baseline = from / "baseline.csv";
    if (is_file(from / "metrics.json")) out.metrics = metrics_of(from / "metrics.json");
    return out;
}

}  // namespace ontos
