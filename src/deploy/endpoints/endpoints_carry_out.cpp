// The endpoints as they are changed: from a plan to an answer, once for each idempotency key.
#include <fmt/format.h>

#include "deploy/endpoints/endpoints.hpp"
#include "platform/access/replay.hpp"
#include "platform/api/json_write.hpp"
#include "platform/api/router.hpp"

namespace ontos {
namespace {

namespace json = api::json;

constexpr int attempts_max = 10;

/// Rolls back a claim that was only made to see whether the key is known.
struct Peeked {
    std::optional<std::string> operation_id;
};

}  // namespace

void FailedReplies::refuse(const DeployFailed& failed) const {
    const auto& cause = failed.failure;
    Failure failure{cause.kind(),
                    fmt::format("Deployment {} failed: {}", failed.deployment_id, cause.message()),
                    Cause{cause.cause()}};
    if (cause.kind() != FailureKind::internal)
        failure = std::move(failure)
                      .code(cause.code())
                      .hint(
                          "What served before serves on. GET the endpoint's history for all its "
                          "deployments.");
    if (cause.retry_after()) failure = std::move(failure).retry_after(*cause.retry_after());
    auto reply = api::failure_reply(failure, *head);
    auto body = json::parse(reply.body).as_object();
    body["deployment_id"] = failed.deployment_id;
    reply.body = api::to_json_text(body);
    throw api::ReadyReply{std::move(reply)};
}

Endpoints::Planned Endpoints::plan_unless_repeated(const Plan& plan, const access::Once& once) {
    try {
        return plan();
    } catch (const Failure&) {
        if (!once.has_key()) throw;
        // What was carried out once is not judged by what the endpoint has become since.
        std::optional<std::string> earlier;
        try {
            database_.write([&](sql::Transaction& tx) {
                throw Peeked{once.claim_operation(tx, clock_.now(), "")};
            });
        } catch (const Peeked& peeked) {
            earlier = peeked.operation_id;
        }
        if (earlier) throw Repeated{*earlier};
        throw;
    }
}

DeployResult Endpoints::answer_existing(const Planned& planned, const Asking& asking) {
    const auto earlier = database_.write([&](sql::Transaction& tx) {
        return asking.once.claim_operation(tx, clock_.now(), planned.existing);
    });
    if (earlier) throw Repeated{*earlier};
    auto result = deployer_.await(planned.existing, asking.wait);
    if (!planned.message.empty()) result.message = planned.message;
    return result;
}

DeployResult Endpoints::attempt(const Plan& plan, const Asking& asking) {
    for (int i = 0; i < attempts_max; ++i) {
        const auto planned = plan_unless_repeated(plan, asking.once);
        if (!planned.change) return answer_existing(planned, asking);
        if (auto result = deployer_.submit(*planned.change, asking.once, asking.wait))
            return *std::move(result);
    }
    throw Failure{FailureKind::conflict, "Others keep changing this endpoint."}
        .code("change_in_progress")
        .hint("Try again.");
}

void Endpoints::replay(const std::string& deployment_id, const Asking& asking) {
    throw access::replay(
        api::json_reply(asking.status, asking.body(deployer_.await(deployment_id, asking.wait))));
}

DeployResult Endpoints::carry_out(const Plan& plan, const Asking& asking) {
    try {
        try {
            return attempt(plan, asking);
        } catch (const Repeated& repeated) {
            replay(repeated.deployment_id, asking);
        }
    } catch (const DeployFailed& failed) {
        asking.replies.refuse(failed);
    }
}

}  // namespace ontos
