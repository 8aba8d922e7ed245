#pragma once
// What training rows ask of the model that answered: its columns, and what it can answer.

#include "deploy/endpoints/endpoints.hpp"
#include "improve/sheets/conversion.hpp"
#include "monitor/drift/layout_cache.hpp"

namespace ontos {

/// Of the version that feedback was joined to, else of what the endpoint serves now. `endpoints`
/// must outlive it.
FindRowColumns row_columns_of(const Endpoints& endpoints);
/// Of the same version, by what it answered for its newest baseline.
IsStrangeLabel strange_labels_of(const Endpoints& endpoints, LayoutCache& layouts);

}  // namespace ontos
