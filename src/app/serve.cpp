// `ontos serve`: from a configuration to a signal.
#include <pthread.h>

#include <unistd.h>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "app/app.hpp"
#include "app/local_commands.hpp"
#include "app/pretty_json.hpp"
#include "app/version.hpp"
#include "platform/base/logging.hpp"
#include "platform/outbound/http_client.hpp"

namespace ontos {
namespace {

LogLevel level_of(LogLevelName name) {
    switch (name) {
        case LogLevelName::debug:
            return LogLevel::debug;
        case LogLevelName::info:
            return LogLevel::info;
        case LogLevelName::warning:
            return LogLevel::warning;
        case LogLevelName::error:
            return LogLevel::error;
    }
    return LogLevel::info;
}

/// Before any thread starts, so that all of them leave the signals to the main one.
sigset_t block_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

/// For the person who typed `./dev run`: three commands to paste.
void print_first_steps(const std::string& address) {
    std::cerr << "\nThe sample model is served. Try, in another terminal:\n\n"
              << "  curl -s " << address << "/api/v1/deployment/endpoints\n"
              << "  curl -s " << address
              << "/api/v1/deployment/endpoints/breast-cancer/query "
                 "-H 'Content-Type: application/json' -d @examples/breast_cancer/query.json\n"
              << "  curl -s '" << address
              << "/api/v1/monitoring/metrics/performance?endpoint_id=breast-cancer'\n\n"
              << "The page is at " << address << "/ and the API's documents at " << address
              << "/docs\n\n";
}

}  // namespace

void serve_until_signal(const Config& config) {
    require_safe(config);
    auto signals = block_stop_signals();
    start_logging(level_of(config.log_level),
                  config.log_format == LogFormatName::json ? LogFormat::json : LogFormat::text);
    App app{config};
    app.start();
    const bool is_ipv6 = config.host.find(':') != std::string::npos;
    const auto address = "http://" + (is_ipv6 ? '[' + config.host + ']' : config.host) + ':' +
                         std::to_string(app.port());
    std::cout << "listening on " << address << std::endl;
    if (!config.sample.empty()) print_first_steps(address);
    int signal = 0;
    sigwait(&signals, &signal);
    log_info("stopping", {{"signal", signal}});
    app.stop();
    log_info("stopped");
}

std::string openapi_text() {
    Config config;
    config.data =
        (std::filesystem::temp_directory_path() / ("ontos-openapi-" + std::to_string(getpid())))
            .string();
    config.log_level = LogLevelName::error;
    start_logging(LogLevel::error, LogFormat::text);
    std::string text;
    {
        const App app{config};
        text = pretty_json(app.router().openapi(version_text));
    }
    std::filesystem::remove_all(config.data);
    return text;
}

void require_ready(const std::string& server) {
    OutboundRequest request;
    request.url = server + "/health/ready";
    request.timeout = std::chrono::seconds{5};
    const auto reply = send_request(request);
    if (reply.status != 200)
        throw Failure{FailureKind::unavailable,
                      server + " answers " + std::to_string(reply.status) + ": " + reply.body};
    std::cout << "ready\n";
}

}  // namespace ontos
