#pragma once
// What each part of the server gets of the configuration.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/places.hpp"
#include "deploy/endpoints/endpoints.hpp"
#include "deploy/models/models.hpp"
#include "improve/privacy/retention.hpp"
#include "monitor/notifications/channel_sender.hpp"
#include "monitor/quality/outcome_log.hpp"
#include "monitor/request_log/request_log.hpp"
#include "platform/access/access.hpp"
#include "platform/api/router.hpp"
#include "platform/http/server.hpp"

namespace ontos {

/// As many as are wanted; as there are cores where that is 0.
std::size_t threads_or_cores(int wanted);
access::AccessConfig access_config(const Config& config);
api::Limits limits_of(const Config& config);
http::ServerConfig server_config(const Config& config, const Places& places);
ModelLimits model_limits(const Config& config);
std::vector<std::filesystem::path> folders_of(const std::vector<std::string>& texts);
EndpointsConfig endpoints_config(const Config& config, const std::string& server_id);
ChannelLimits channel_limits(const Config& config);
SenderConfig sender_config(const Config& config);
RequestLogConfig request_log_config(const Config& config);
OutcomeLogConfig outcome_log_config(const Config& config);
std::map<KeptTable, KeptDays> kept_days(const Config& config);
/// Of all trainers together, at least 1.
std::size_t trainer_slots(const Config& config);

}  // namespace ontos
