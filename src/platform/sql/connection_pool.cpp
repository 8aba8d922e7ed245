// Connections that are lent to one thread at a time.
#include "platform/sql/connection_pool.hpp"

#include <fmt/format.h>

namespace ontos::sql {

ConnectionPool::ConnectionPool(Connect connect, std::size_t connections_max,
                               std::chrono::milliseconds wait_max)
    : connect_{std::move(connect)}, connections_max_{connections_max}, wait_max_{wait_max} {}

ConnectionPool::Lease ConnectionPool::take() {
    auto connection = take_or_reserve();
    if (connection == nullptr) {
        try {
            connection = connect_();
        } catch (...) {
            give_back(nullptr);
            throw;
        }
    }
    return {*this, std::move(connection)};
}

/// Null: the caller may open one.
std::unique_ptr<Connection> ConnectionPool::take_or_reserve() {
    std::unique_lock lock{mutex_};
    const auto has_room = [&] { return !idle_.empty() || open_ < connections_max_; };
    if (!freed_.wait_for(lock, wait_max_, has_room))
        throw Busy{fmt::format("all {} connections were busy for {} ms", connections_max_,
                               wait_max_.count())};
    if (idle_.empty()) {
        ++open_;
        return nullptr;
    }
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection) {
    const bool is_usable = connection != nullptr && connection->is_healthy();
    {
        const std::lock_guard lock{mutex_};
        if (is_usable)
            idle_.push_back(std::move(connection));
        else
            --open_;
    }
    freed_.notify_one();
}

void ConnectionPool::drop_idle() {
    std::vector<std::unique_ptr<Connection>> dropped;
    {
        const std::lock_guard lock{mutex_};
        dropped.swap(idle_);
        open_ -= dropped.size();
    }
    freed_.notify_all();
}

}  // namespace ontos::sql
