#pragma once
// The README.md of a data set folder, as Hugging Face datasets read it.

#include "improve/exports/export_model.hpp"

namespace ontos {

/// Names the files of each split in its YAML head, and says what the rows are.
std::string dataset_card(const ExportManifest& manifest, const ExportReport& report);

}  // namespace ontos
