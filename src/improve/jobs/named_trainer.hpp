#pragma once
// Trainers that the configuration file names: programs of this machine.

#include "improve/exports/export_format.hpp"
#include "platform/api/codec.hpp"

namespace ontos {

/// A table `[trainers.<name>]` of the configuration file. A request chooses the name and nothing
/// else of it.
struct NamedTrainer {
    std::vector<std::string> command;
    std::map<std::string, std::string> environment;
    std::string description;
    ExportFormat format = ExportFormat::jsonl;
    RowLayout layout = RowLayout::rows;
    std::int64_t timeout_seconds = 3'600;
    std::int32_t slots = 1;
    std::int32_t queue_max = 20;

    static constexpr auto fields(auto...) {
        using T = NamedTrainer;
        return std::array{
            api::field<&T::command>("Program and arguments, as they are: no shell sees them. The "
                                    "program is an absolute path.",
                                    api::min_items(1), api::max_items(64)),
            api::option<&T::environment>("Its variables, beside PATH, HOME, TMPDIR, LANG and "
                                         "ONTOS_TRAINING_JOB: nothing else is passed on.",
                                         api::max_members(64)),
            api::option<&T::description>("What it trains.", api::max_length(1'000)),
            api::option<&T::format>("What it reads, where a request does not say."),
            api::option<&T::layout>("Of csv: rows, or a column for each feature and `label`."),
            api::option<&T::timeout_seconds>("After so long it gets SIGTERM, 10 seconds later "
                                             "SIGKILL, with all that it has started.",
                                             api::minimum(1), api::maximum(2'592'000)),
            api::option<&T::slots>("So many of its jobs run at once.", api::minimum(1),
                                   api::maximum(16)),
            api::option<&T::queue_max>("So many jobs of it may wait.", api::minimum(1),
                                       api::maximum(200))};
    }
};

using NamedTrainers = std::map<std::string, NamedTrainer>;

}  // namespace ontos
