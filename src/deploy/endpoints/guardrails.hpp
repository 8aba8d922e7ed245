#pragma once
// Rules on what goes in and out of an endpoint, and which of them this server can enforce.

#include <boost/describe.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "platform/api/codec.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(PiiBehavior, NONE, MASK, BLOCK)
BOOST_DEFINE_ENUM_CLASS(RateLimitKey, USER, SERVICE_PRINCIPAL, ENDPOINT)
/// Clients of the earlier implementation send upper case; it is kept as lower case.
BOOST_DEFINE_ENUM_CLASS(RenewalPeriod, second, minute, hour, day, SECOND, MINUTE, HOUR, DAY)

std::chrono::seconds length_of(RenewalPeriod period);

/// Rules on text. No endpoint takes text yet: none of them can be enforced.
struct TextGuardrails {
    bool safety = false;
    PiiBehavior pii_behavior = PiiBehavior::NONE;
    std::vector<std::string> invalid_keywords;
    std::vector<std::string> valid_topics;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&TextGuardrails::safety>("Whether unsafe text is refused."),
            api::option<&TextGuardrails::pii_behavior>("What happens to personal data."),
            api::option<&TextGuardrails::invalid_keywords>("Words that are refused.",
                                                           api::max_items(1000)),
            api::option<&TextGuardrails::valid_topics>("The only topics that are let through.",
                                                       api::max_items(1000))};
    }
};

struct RateLimit {
    RateLimitKey key = RateLimitKey::ENDPOINT;
    std::int64_t calls = 1;
    RenewalPeriod renewal_period = RenewalPeriod::minute;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&RateLimit::key>(
                "Whose calls are counted: of each caller (USER), of each API key "
                "(SERVICE_PRINCIPAL), or all together (ENDPOINT)."),
            api::field<&RateLimit::calls>("Calls that are let through in a renewal period.",
                                          api::minimum(1), api::maximum(1'000'000'000)),
            api::option<&RateLimit::renewal_period>("How long a count lasts.")};
    }
    bool operator==(const RateLimit&) const = default;
};

struct Guardrails {
    TextGuardrails input_guardrails;
    TextGuardrails output_guardrails;
    std::vector<RateLimit> rate_limits;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&Guardrails::input_guardrails>("Rules on text that comes in."),
            api::option<&Guardrails::output_guardrails>("Rules on text that goes out."),
            api::option<&Guardrails::rate_limits>(
                "How many calls are let through; beyond that a call is answered 429.",
                api::max_items(20))};
    }
};

/// What is set but cannot be enforced on an endpoint of rows and numbers:
/// "input_guardrails.safety".
std::vector<std::string> not_enforceable(const Guardrails& guardrails);

/// The same guardrails, every renewal period in lower case.
Guardrails normalised(Guardrails guardrails);

struct GuardrailsRequest {
    TextGuardrails input_guardrails;
    TextGuardrails output_guardrails;
    std::vector<RateLimit> rate_limits;
    bool store_only = false;
    std::string reason;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&GuardrailsRequest::input_guardrails>("Rules on text that comes in."),
            api::option<&GuardrailsRequest::output_guardrails>("Rules on text that goes out."),
            api::option<&GuardrailsRequest::rate_limits>(
                "How many calls are let through; beyond that a call is answered 429.",
                api::max_items(20)),
            api::option<&GuardrailsRequest::store_only>(
                "Keep rules that cannot be enforced here, instead of refusing them."),
            api::option<&GuardrailsRequest::reason>("Why: shown in the history.",
                                                    api::max_length(1000))};
    }
};

struct GuardrailsAnswer {
    std::string endpoint_name;
    Guardrails guardrails;
    bool applied = true;
    std::vector<std::string> not_enforced;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&GuardrailsAnswer::endpoint_name>("The endpoint."),
            api::field<&GuardrailsAnswer::guardrails>("Its rules."),
            api::field<&GuardrailsAnswer::applied>("Whether all of them are enforced."),
            api::field<&GuardrailsAnswer::not_enforced>("The rules that are kept only.")};
    }
};

}  // namespace ontos
