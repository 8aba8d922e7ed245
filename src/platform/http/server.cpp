// The HTTP server as the app sees it.
#include "platform/http/server.hpp"

#include "platform/http/form_reader.hpp"
#include "platform/http/listener.hpp"

namespace ontos::http {
namespace {

/// The server's own address is one of its names.
ServerConfig with_own_name(ServerConfig config) {
    const auto is_v6 = config.host.find(':') != std::string::npos;
    config.allowed_hosts.push_back(is_v6 ? "[" + config.host + "]" : config.host);
    return config;
}

}  // namespace

struct Server::State {
    State(ServerConfig config, const api::Router& router, const access::Access& access,
          Executor& control_pool, const Clock& clock, Random& random)
        : shared{with_own_name(std::move(config)), router, access, control_pool, clock},
          listener{shared, random} {}

    Shared shared;
    Listener listener;
};

Server::Server(ServerConfig config, const api::Router& router, const access::Access& access,
               Executor& control_pool, const Clock& clock, Random& random)
    : state_{std::make_unique<State>(std::move(config), router, access, control_pool, clock,
                                     random)} {}

Server::~Server() = default;

void Server::start() {
    const auto& dir = state_->shared.config.upload_dir;
    if (!dir.empty()) prepare_upload_dir(dir);
    state_->listener.start();
}

std::uint16_t Server::port() const { return state_->listener.port(); }

void Server::stop(std::chrono::milliseconds grace) { state_->listener.stop(grace); }

ServerCounters Server::counters() const {
    ServerCounters sum;
    sum.connections_open = state_->shared.open.load();
    sum.connections_accepted = state_->listener.accepted();
    sum.connections_refused = state_->listener.refused();
    for (const auto& home : state_->listener.threads()) {
        const auto& counters = home->counters;
        for (std::size_t i = 0; i < sum.answers_by_class.size(); ++i)
            sum.answers_by_class[i] += counters.answers_by_class[i].get();
        sum.requests_refused += counters.refused.get();
        sum.requests_malformed += counters.malformed.get();
        sum.requests_cut += counters.cut.get();
        sum.executor_full += counters.executor_full.get();
        sum.bytes_received += counters.received.get();
        sum.bytes_sent += counters.sent.get();
    }
    return sum;
}

}  // namespace ontos::http
