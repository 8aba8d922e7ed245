#pragma once
// How long what is written is kept: by table, as people set it.

#include <map>
#include <optional>
#include <vector>

#include "platform/access/audit.hpp"
#include "platform/api/router.hpp"
#include "platform/base/random.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

/// What grows with use and can be forgotten by age.
BOOST_DEFINE_ENUM_CLASS(KeptTable, request_log, request_payloads, prediction_outcomes,
                        feedback_items, training_exports, audit_log)

using KeptDays = std::optional<std::int64_t>;  ///< nullopt: for ever

/// A rule as it is sent and kept.
struct RetentionRule {
    KeptTable table = KeptTable::request_log;
    KeptDays days;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&RetentionRule::table>("What is kept."),
                          api::field<&RetentionRule::days>("For how many days; null is for ever.",
                                                           api::minimum(1), api::maximum(36'500))};
    }
};

struct NewRetention {
    std::vector<RetentionRule> items;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&NewRetention::items>(
            "One rule of a table; a table without one keeps as the configuration says.",
            api::max_items(6))};
    }
};

struct KeptFor {
    KeptTable table = KeptTable::request_log;
    KeptDays days, default_days;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&KeptFor::table>("What is kept."),
            api::field<&KeptFor::days>("For how many days; null is for ever."),
            api::field<&KeptFor::default_days>("The same without a rule, by the configuration.")};
    }
};

struct RetentionAnswer {
    std::vector<KeptFor> items;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&RetentionAnswer::items>("Every table with its days.")};
    }
};

/// Thread safe; its functions block.
class Retention {
public:
    /// `defaults` names every table.
    Retention(sql::Database& database, const Clock& clock, Random& random,
              std::map<KeptTable, KeptDays> defaults);

    RetentionAnswer show_retention();
    RetentionAnswer replace_retention(const api::Body<NewRetention>& body,
                                      const api::IfMatch& condition,
                                      const access::ActorInput& actor);

    /// What is older has to go; nullopt: nothing has, by its age.
    std::optional<Timestamp> too_old(KeptTable table);

private:
    RetentionAnswer answer(sql::Transaction& tx) const;

    sql::Database& database_;
    const Clock& clock_;
    Random& random_;
    const std::map<KeptTable, KeptDays> defaults_;
};

void mount(api::Router& router, Retention& retention);

}  // namespace ontos
