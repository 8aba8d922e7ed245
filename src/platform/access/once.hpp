#pragma once
// Idempotency keys: the change and its answer are committed together, so that a repeat is a replay.

#include "platform/access/audit.hpp"

namespace ontos::access {

/// Handler input of every control-plane POST: `access::Once once`. Holds the Idempotency-Key, the
/// caller, the route and the fingerprint over method, target and body (files by their sha256).
/// Without a key, as `Once{}` is, nothing is claimed. Lives as long as its request.
class Once : public api::NotInPath {
public:
    static Once read(api::Call& call);
    static void describe(api::Inputs& inputs, api::json::object& components);

    /// Runs a job that is one transaction. Without a key: just `database.write(job)`. With one: in
    /// the same transaction claims it, runs the job and stores the reply. Seen before: throws
    /// ReadyReply with `Idempotency-Replayed: true`; Failure{unprocessable, idempotency_key_reused}
    /// for another body; Failure{conflict, already_done} where the answer was over 64 KiB.
    /// `job` returns what the handler returns (T, Created<T>, Upserted<T>).
    template <class Job>
    auto run(sql::Database& database, const Clock& clock, Job job) const {
        using Result = std::invoke_result_t<Job&, sql::Transaction&>;
        return database.write([&](sql::Transaction& tx) -> Result {
            claim(tx, clock.now());
            Result result = job(tx);
            if (has_key()) store(tx, api::Output<Result>::reply(result, *call_));
            return result;
        });
    }

    /// For what is not one transaction (deploy): inside the first transaction, claims the key for
    /// an operation's id, or returns the id that this key already stands for.
    std::optional<std::string> claim_operation(sql::Transaction& tx, Timestamp now,
                                               const std::string& operation_id) const;
    /// Gives the key back, in the transaction that takes back what the operation did: it may be
    /// tried again.
    void release(sql::Transaction& tx) const;

    bool has_key() const { return !key_.empty(); }

private:
    void claim(sql::Transaction& tx, Timestamp now) const;
    void store(sql::Transaction& tx, const api::Reply& reply) const;

    std::string key_, caller_, route_, fingerprint_;
    const api::Call* call_ = nullptr;
};

/// How many keys are remembered.
inline constexpr std::int64_t kept_keys_max = 1'000'000;

/// Removes keys older than 24 h, and the oldest above `keys_max`. Called each minute.
void forget_old_keys(sql::Database& database, Timestamp now, std::int64_t keys_max = kept_keys_max);

}  // namespace ontos::access
