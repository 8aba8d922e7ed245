#pragma once
// Where the registry is found.

#include "platform/api/router.hpp"

namespace ontos {

class Models;

/// `models` must outlive the router.
void mount(api::Router& router, Models& models);

}  // namespace ontos
