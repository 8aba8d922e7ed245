#pragma once
// The ids of requests that were told from outside: each counts once.

#include <set>
#include <span>
#include <string>

#include "platform/sql/database.hpp"

namespace ontos::ingest_store {

/// A request's name, and the id that it was given when it was counted.
struct IngestedId {
    std::string endpoint_id, request_id, id;
    Timestamp ingested_at{};

    static constexpr auto fields(auto...) {
        return std::array{api::field<&IngestedId::endpoint_id>("Endpoint."),
                          api::field<&IngestedId::request_id>("Name."),
                          api::field<&IngestedId::id>("Id."),
                          api::field<&IngestedId::ingested_at>("When.")};
    }
};

/// The `id`s of those that were not there before, nor twice among them.
std::set<std::string> claim(sql::Transaction& tx, std::span<const IngestedId> ids);

std::optional<std::string> find(sql::Transaction& tx, const std::string& endpoint_id,
                                const std::string& request_id);

/// The first endpoint that has ids, in order of its id, behind the given one; "" at the end.
std::string next_endpoint(sql::Transaction& tx, const std::string& after);
/// When the oldest of the newest `count` ids of the endpoint came; nullopt if there are not so
/// many.
std::optional<Timestamp> nth_newest(sql::Transaction& tx, const std::string& endpoint_id,
                                    std::int64_t count);
/// Removes at most `count` of the endpoint's ids that came before the time; how many there were.
std::int64_t forget(sql::Transaction& tx, const std::string& endpoint_id, Timestamp before,
                    std::int64_t count);

}  // namespace ontos::ingest_store
