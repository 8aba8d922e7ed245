#pragma once
// Where notifications are found.

#include "monitor/notifications/notifications.hpp"
#include "platform/api/router.hpp"

namespace ontos {

void mount(api::Router& router, Notifications& notifications);

}  // namespace ontos
