// What each part of the server gets of the configuration.
#include "app/parts_config.hpp"

#include <thread>

#include "app/version.hpp"

namespace ontos {

std::size_t threads_or_cores(int wanted) {
    if (wanted > 0) return static_cast<std::size_t>(wanted);
    return std::max(1u, std::thread::hardware_concurrency());
}

access::AccessConfig access_config(const Config& config) {
    return {.required = config.authentication == Authentication::required,
            .trusted_proxies = config.trusted_proxies,
            .proxy_rights = config.proxy_rights};
}

api::Limits limits_of(const Config& config) {
    api::Limits limits;
    limits.model_bytes = static_cast<std::uint64_t>(config.max_model_bytes);
    limits.baseline_bytes = static_cast<std::uint64_t>(config.max_baseline_bytes);
    return limits;
}

http::ServerConfig server_config(const Config& config, const Places& places) {
    http::ServerConfig out;
    out.host = config.host;
    out.port = static_cast<std::uint16_t>(config.port);
    out.io_threads = static_cast<int>(threads_or_cores(config.io_threads));
    out.timeouts = {.header = std::chrono::seconds{config.header_timeout_seconds},
                    .body = std::chrono::seconds{config.body_timeout_seconds},
                    .idle = std::chrono::seconds{config.idle_timeout_seconds},
                    .write = std::chrono::seconds{config.write_timeout_seconds}};
    out.max_connections = static_cast<std::size_t>(config.max_connections);
    out.upload_dir = places.uploads;
    out.allowed_hosts = config.allowed_hosts;
    out.allowed_origins = config.allowed_origins;
    return out;
}

ModelLimits model_limits(const Config& config) {
    ModelLimits limits;
    limits.bytes_max = static_cast<std::uint64_t>(config.max_model_bytes);
    return limits;
}

std::vector<std::filesystem::path> folders_of(const std::vector<std::string>& texts) {
    return {texts.begin(), texts.end()};
}

EndpointsConfig endpoints_config(const Config& config, const std::string& server_id) {
    EndpointsConfig out;
    out.deployer.server_id = server_id;
    out.timeout = std::chrono::milliseconds{config.timeout_ms};
    out.idle = std::chrono::seconds{config.idle_seconds};
    out.rollback_warm = std::chrono::minutes{config.rollback_warm_minutes};
    out.warm_memory_bytes = static_cast<std::uint64_t>(config.warm_memory_bytes);
    return out;
}

ChannelLimits channel_limits(const Config& config) {
    return {.guard = AddressGuard{config.outbound_allow}, .has_smtp = !config.smtp_url.empty()};
}

SenderConfig sender_config(const Config& config) {
    return {.limits = channel_limits(config),
            .smtp = {.url = config.smtp_url,
                     .user = config.smtp_user,
                     .password = config.smtp_password,
                     .from = config.smtp_from,
                     .tls = config.smtp_tls,
                     .ca_file = config.outbound_ca_file},
            .ca_file = config.outbound_ca_file,
            .user_agent = "Ontos/" + std::string{version_text},
            .timeout = std::chrono::seconds{config.notification_timeout_seconds}};
}

RequestLogConfig request_log_config(const Config& config) {
    RequestLogConfig out;
    out.rows_per_second = static_cast<std::uint32_t>(config.request_log_rows_per_second);
    out.payloads_per_second = static_cast<std::uint32_t>(config.request_log_payloads_per_second);
    out.payload_share = config.request_log_payload_percent / 100.0;
    out.payload_bytes_max = static_cast<std::size_t>(config.request_log_payload_bytes);
    out.bytes_max = config.request_log_max_bytes;
    return out;
}

OutcomeLogConfig outcome_log_config(const Config& config) {
    OutcomeLogConfig out;
    out.rows_per_second = static_cast<std::uint32_t>(config.quality_rows_per_second);
    out.rows_max = config.quality_max_rows;
    return out;
}

std::map<KeptTable, KeptDays> kept_days(const Config& config) {
    return {
        {KeptTable::request_log, config.request_log_days},
        {KeptTable::request_payloads, std::nullopt},
        {KeptTable::prediction_outcomes, 30},
        {KeptTable::feedback_items, std::nullopt},
        {KeptTable::training_exports, std::nullopt},
        {KeptTable::audit_log, config.audit_days > 0 ? KeptDays{config.audit_days} : std::nullopt}};
}

std::size_t trainer_slots(const Config& config) {
    std::size_t slots = 0;
    for (const auto& [name, trainer] : config.trainers)
        slots += static_cast<std::size_t>(trainer.slots);
    return std::max<std::size_t>(slots, 1);
}

}  // namespace ontos
