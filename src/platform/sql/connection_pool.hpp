#pragma once
// Connections that are lent to one thread at a time, up to a bound.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "platform/sql/connection.hpp"

namespace ontos::sql {

/// Thread safe; must outlive what it lends.
class ConnectionPool {
public:
    using Connect = std::function<std::unique_ptr<Connection>()>;

    /// `connect` runs on the thread that needs a connection, outside the pool's lock.
    ConnectionPool(Connect connect, std::size_t connections_max,
                   std::chrono::milliseconds wait_max);

    /// Gives the connection back in its destructor; drops it if it is not healthy.
    class Lease {
    public:
        Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection)
            : pool_{pool}, connection_{std::move(connection)} {}
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease() { pool_.give_back(std::move(connection_)); }

        Connection& operator*() const { return *connection_; }

    private:
        ConnectionPool& pool_;
        std::unique_ptr<Connection> connection_;
    };

    /// Waits for a free one. Throws Busy if none becomes free in time, and what `connect` throws.
    Lease take();

    /// Closes those that nobody uses: after one of them was found dead.
    void drop_idle();

private:
    std::unique_ptr<Connection> take_or_reserve();
    void give_back(std::unique_ptr<Connection> connection);

    const Connect connect_;
    const std::size_t connections_max_;
    const std::chrono::milliseconds wait_max_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t open_ = 0;  ///< idle, lent, or about to be opened
};

}  // namespace ontos::sql
