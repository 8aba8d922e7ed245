#pragma once
// The sample model: registered and served at the first start, so that there is something to query.

#include <filesystem>

#include "deploy/endpoints/endpoints.hpp"
#include "deploy/models/models.hpp"

namespace ontos {

inline constexpr const char* sample_model = "main.examples.breast_cancer";
inline constexpr const char* sample_endpoint = "breast-cancer";

/// Registers `v1` and `v2` of the folder with its baseline, and deploys version 1, unless an
/// endpoint of that name is there already. Again changes nothing. Throws Failure with the reason.
void serve_sample(const std::filesystem::path& folder, Models& models, Endpoints& endpoints);

}  // namespace ontos
