#pragma once
// What feedback works with.

#include <functional>

#include "improve/feedback/feedback_item.hpp"
#include "monitor/metrics/model.hpp"
#include "monitor/request_log/request_log.hpp"
#include "platform/base/random.hpp"
#include "platform/redaction/redactor.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

class FeedbackTokens;

/// Hears of every change of an item, in its transaction: what was made of the item follows.
using FeedbackListener = std::function<void(sql::Transaction& tx, const FeedbackItem& before,
                                            const FeedbackItem& after)>;

/// The deployment that brought a revision of an endpoint, if it is known.
using FindDeployment = std::function<std::optional<std::string>(
    sql::Transaction& tx, const std::string& endpoint_id, std::int64_t revision)>;

/// The columns that a model version reads, in their order; none if they are not known.
using FindColumnNames = std::function<std::vector<std::string>(const std::string& model_name,
                                                               const std::string& version)>;

/// All of it outlives who has it.
struct FeedbackParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    const Redactor& redactor;
    RequestLog& request_log;
    EndpointDirectory endpoints;
    FeedbackTokens* tokens = nullptr;  ///< null: nobody comes with one
    FeedbackListener changed = {};
    FindDeployment find_deployment = {};                ///< absent: none is known
    FindColumnNames find_columns = {};                  ///< absent: of no model are they known
    std::function<std::int64_t()> policy_version = {};  ///< of the redaction, if it has one

    std::optional<std::int64_t> pii_policy_version() const {
        return policy_version ? std::optional{policy_version()} : std::nullopt;
    }
};

/// The endpoint; throws Failure{not_found}, in the words that clients of the earlier implementation
/// look for.
EndpointInfo require_endpoint(const EndpointDirectory& endpoints, const std::string& reference);

/// The same of one whose answers are judged: what is deleted is found by its id alone.
EndpointInfo require_judged_endpoint(const EndpointDirectory& endpoints,
                                     const std::string& reference);

}  // namespace ontos
