// The README.md of a data set folder.
#include "improve/exports/dataset_card.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ontos {
namespace {

bool has_side(const ExportManifest& manifest, SplitSide side) {
    return std::ranges::any_of(manifest.files,
                               [&](const auto& file) { return file.split == side; });
}

std::string paths_of(SplitSide side) {
    const auto name = api::to_text(side);
    return fmt::format("  - split: {}\n    path: data/{}-*\n", name, name);
}

}  // namespace

std::string dataset_card(const ExportManifest& manifest, const ExportReport& report) {
    std::string out = "---\nconfigs:\n- config_name: default\n  data_files:\n";
    for (const auto side : {SplitSide::train, SplitSide::validation})
        if (has_side(manifest, side)) out += paths_of(side);
    out += "---\n\n# Training sheet " + manifest.training_sheet_id + "\n\n";
    out += fmt::format(
        "{} rows to train on and {} to validate by, exported by Ontos {}. Rows of a person, of "
        "a session or of one prompt are on one side, and so are rows that MinHash finds near each "
        "other; `report.json` says what was left out for that, and `manifest.json` names every "
        "row.\n",
        report.split.train_count, report.split.val_count, manifest.tool_version);
    return out;
}

}  // namespace ontos
