#pragma once
// Tokens with which pages send feedback, and nothing else.

#include <optional>
#include <string>
#include <vector>

#include "platform/api/codec.hpp"

namespace ontos {

/// As it is listed: never the token itself.
struct FeedbackToken {
    std::string id, name, prefix;
    std::string endpoint_id, endpoint_name;
    std::vector<std::string> allowed_origins;
    std::int32_t rate_per_minute = 60;
    Timestamp expires_at{};
    std::string created_by;
    Timestamp created_at{};

    static constexpr auto fields(auto...) {
        using T = FeedbackToken;
        return std::array{
            api::field<&T::id>("Identifier."),
            api::field<&T::name>("Feedback that comes with it is created by `token:<name>`."),
            api::field<&T::prefix>("The token's first characters, to recognise it by."),
            api::field<&T::endpoint_id>("The endpoint whose answers it may judge."),
            api::field<&T::endpoint_name>("Its name when the token was made."),
            api::field<&T::allowed_origins>("Origins of the pages that may send it."),
            api::field<&T::rate_per_minute>("Most items a minute, of one server."),
            api::field<&T::expires_at>("When it ends to work."),
            api::field<&T::created_by>("Who made it."),
            api::field<&T::created_at>("When it was made.")};
    }
};

struct NewFeedbackToken {
    std::string name, endpoint_id;
    std::vector<std::string> allowed_origins;
    std::int32_t rate_per_minute = 60;
    std::optional<api::Moment> expires_at;

    static constexpr auto fields(auto...) {
        using T = NewFeedbackToken;
        return std::array{
            api::field<&T::name>("What the token is for; no other token has the name.",
                                 api::pattern("^[A-Za-z0-9_.-]{1,64}$")),
            api::field<&T::endpoint_id>("Id or name of the endpoint whose answers it may judge.",
                                        api::min_length(1), api::max_length(255)),
            api::field<&T::allowed_origins>("Origins of the pages: https://app.example.com.",
                                            api::min_items(1), api::max_items(20)),
            api::option<&T::rate_per_minute>("Most items a minute, of one server.", api::minimum(1),
                                             api::maximum(100'000)),
            api::option<&T::expires_at>("When it ends to work: at most 366 days ahead; 30 days if "
                                        "left out.")};
    }
};

struct MadeFeedbackToken {
    FeedbackToken token;
    std::string secret;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&MadeFeedbackToken::token>("What was made."),
            api::field<&MadeFeedbackToken::secret>("The token: shown once, kept as its hash.")};
    }
};

struct FeedbackTokenPath {
    std::string token_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&FeedbackTokenPath::token_id>("Id of the token.")};
    }
};

struct FeedbackTokenPage {
    std::vector<FeedbackToken> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&FeedbackTokenPage::items>("All of them, newest first."),
            api::field<&FeedbackTokenPage::next_cursor>("Null: there are at most 1,000.")};
    }
};

}  // namespace ontos
