#pragma once
// One run of a named trainer: its working folder, its program, and what it left.

#include "improve/jobs/named_trainer.hpp"
#include "improve/jobs/training_job.hpp"
#include "platform/process/child_process.hpp"

namespace ontos {

/// What a trainer has left in its working folder.
struct TrainerOutput {
    std::optional<std::filesystem::path> model;  ///< output/model.onnx, or the folder output/model
    std::optional<std::filesystem::path> baseline;  ///< output/baseline.csv
    JsonMembers metrics;                            ///< of output/metrics.json
};

/// A working folder with job.json, data/ (the files of the export, as they are now, whatever
/// becomes of it) and output/. Removed by the destructor, with all that is in it.
class TrainerFolder {
public:
    /// `files` is the folder of the export's files.
    TrainerFolder(std::filesystem::path folder, const TrainingJobRecord& job, const Export& made,
                  const std::filesystem::path& files);
    ~TrainerFolder();
    TrainerFolder(const TrainerFolder&) = delete;
    TrainerFolder& operator=(const TrainerFolder&) = delete;

    ChildCommand command(const NamedTrainer& trainer) const;
    /// Throws Failure{invalid} if it is not readable.
    TrainerOutput output() const;

private:
    const std::filesystem::path folder_;
    const std::string job_id_;
};

/// What marks the processes of a job, so that none outlives it.
inline constexpr std::string_view job_variable = "ONTOS_TRAINING_JOB";

}  // namespace ontos
