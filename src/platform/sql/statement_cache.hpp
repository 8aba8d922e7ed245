#pragma once
// Prepared statements by their SQL text: the ones used last, up to a bound.

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace ontos::sql {

/// Owned by one thread.
template <class Statement>
class StatementCache {
public:
    static constexpr std::size_t capacity = 128;

    /// Null if it is not here. Makes it the one used last.
    Statement* find(std::string_view sql) {
        const auto found = index_.find(sql);
        if (found == index_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return &found->second->second;
    }

    bool is_full() const { return entries_.size() >= capacity; }

    /// The one that was used longest ago.
    const Statement& oldest() const { return entries_.back().second; }

    void drop_oldest() {
        index_.erase(entries_.back().first);
        entries_.pop_back();
    }

    /// Valid until it is dropped.
    Statement& add(std::string_view sql, Statement statement) {
        entries_.emplace_front(std::string{sql}, std::move(statement));
        index_.emplace(entries_.front().first, entries_.begin());
        return entries_.front().second;
    }

private:
    using Entries = std::list<std::pair<std::string, Statement>>;
    Entries entries_;
    std::unordered_map<std::string_view, typename Entries::iterator> index_;
};

}  // namespace ontos::sql
