#pragma once
// What training rows ask the deploy stage for: the columns of the model that answered.

#include "deploy/endpoints/endpoints.hpp"
#include "improve/sheets/asked_rows.hpp"

namespace ontos {

/// Of the version that feedback was joined to, else of what the endpoint serves now. `endpoints`
/// must outlive it.
FindRowColumns row_columns_of(const Endpoints& endpoints);

}  // namespace ontos
