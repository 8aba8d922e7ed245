#pragma once
// The object graph: what the server is made of, in the order in which it starts.

#include <memory>

#include "app/config.hpp"
#include "platform/api/router.hpp"

namespace ontos {

/// Everything but the listening socket is built by the constructor. Owned by one thread.
class App {
public:
    /// Throws Failure for a database, folder or library that cannot be used.
    explicit App(const Config& config);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    const api::Router& router() const;

    /// Loads the live endpoints, registers and deploys the sample if there is one, then listens.
    void start();
    std::uint16_t port() const;
    /// Refuses new work, lets running requests end, flushes, closes. Again does nothing.
    void stop();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ontos
