// Who goes where when traffic is split.
#include "deploy/predictions/split.hpp"

#include <gtest/gtest.h>

#include <map>

namespace ontos {
namespace {

/// A request with a body, padded as the server pads it.
struct Sent {
    std::string bytes;
    api::Caller caller{.name = "ann"};
    std::map<std::string, std::string> headers;
    api::RequestHead head{.method = api::Method::post,
                          .method_text = "POST",
                          .target = "/",
                          .headers = api::HeaderView{&headers, &find},
                          .peer = "127.0.0.1",
                          .scheme = "http",
                          .arrived = {},
                          .request_id = "request-1",
                          .traceparent = {}};
    api::Request request;

    explicit Sent(const std::string& body)
        : bytes{body + std::string(api::Request::body_padding, '\0')},
          request{head, caller, std::string_view{bytes}.substr(0, body.size()), {}} {}

    static std::optional<std::string_view> find(const void* source, std::string_view name) {
        const auto& all = *static_cast<const std::map<std::string, std::string>*>(source);
        const auto found = all.find(std::string{name});
        if (found == all.end()) return std::nullopt;
        return found->second;
    }
};

std::string key_by(const std::string& sticky_by, const std::string& body) {
    LiveEndpoint endpoint;
    endpoint.sticky_by = sticky_by;
    return sticky_key(endpoint, Sent{body}.request);
}

TEST(Buckets, are_the_same_for_the_same_key_and_differ_between_endpoints) {
    int same = 0;
    for (int i = 0; i < 1'000; ++i) {
        const auto key = "user-" + std::to_string(i);
        EXPECT_EQ(bucket_of("a", key), bucket_of("a", key));
        same += bucket_of("a", key) == bucket_of("b", key);
    }
    EXPECT_LT(same, 5);
}

TEST(Buckets, are_filled_evenly) {
    // Chi-squared over 100 cells of 100 buckets: 99 degrees of freedom, 99.99 % quantile 161.
    std::array<int, 100> cells{};
    constexpr int keys = 100'000;
    for (int i = 0; i < keys; ++i)
        ++cells[static_cast<std::size_t>(bucket_of("salt", std::to_string(i)) / 100)];
    double chi_squared = 0;
    for (const int seen : cells) chi_squared += (seen - 1'000.0) * (seen - 1'000.0) / 1'000.0;
    EXPECT_LT(chi_squared, 161);
}

TEST(Buckets, salt_and_key_do_not_run_into_each_other) {
    EXPECT_NE(bucket_of("ab", "c"), bucket_of("a", "bc"));
}

TEST(Entities, own_the_buckets_of_their_range_only) {
    LiveEndpoint endpoint;
    endpoint.entities.resize(2);
    endpoint.entities[0].name = "champion";
    endpoint.entities[0].bucket_to = endpoint.entities[1].bucket_from = 9'000;
    endpoint.entities[1].name = "challenger";
    EXPECT_EQ(entity_at(endpoint, 0).name, "champion");
    EXPECT_EQ(entity_at(endpoint, 8'999).name, "champion");
    EXPECT_EQ(entity_at(endpoint, 9'000).name, "challenger");
    EXPECT_EQ(entity_at(endpoint, 9'999).name, "challenger");
}

TEST(StickyKeys, come_from_the_place_that_the_endpoint_names) {
    EXPECT_EQ(key_by("", R"({"inputs":{"id":"x"}})"), "request-1");
    EXPECT_EQ(key_by("request_id", R"({"inputs":{"id":"x"}})"), "request-1");
    EXPECT_EQ(key_by("user", "{}"), "ann");
    EXPECT_EQ(key_by("/inputs/id", R"({"inputs":{"id":"x"}})"), "x");
    EXPECT_EQ(key_by("/client_request_id", R"({"client_request_id":"r"})"), "r");
}

TEST(StickyKeys, come_from_the_first_row_in_every_form_of_the_body) {
    for (const auto* body : {R"({"inputs":{"id":7}})", R"({"inputs":[{"id":7},{"id":8}]})",
                             R"({"inputs":{"id":[7,8]}})", R"({"dataframe_records":[{"id":7}]})",
                             R"({"instances":[{"id":7}]})",
                             R"({"dataframe_split":{"columns":["x","id"],"data":[[1,7],[2,8]]}})"})
        EXPECT_EQ(key_by("id", body), "7") << body;
}

TEST(StickyKeys, fall_back_to_the_request_when_the_key_is_missing_or_no_scalar) {
    EXPECT_EQ(key_by("id", R"({"inputs":{"x":1}})"), "request-1");
    EXPECT_EQ(key_by("id", R"({"inputs":{"id":null}})"), "request-1");
    EXPECT_EQ(key_by("id", R"({"inputs":{"id":{"a":1}}})"), "request-1");
    EXPECT_EQ(key_by("id", "not json"), "request-1");
    EXPECT_EQ(key_by("session", "{}"), "request-1");
}

TEST(StickyKeys, column_names_may_hold_slashes_and_tildes) {
    EXPECT_EQ(key_by("a/b~c", R"({"inputs":{"a/b~c":"x"}})"), "x");
}

TEST(StickyKeys, the_session_is_a_header) {
    LiveEndpoint endpoint;
    endpoint.sticky_by = "session";
    Sent sent{"{}"};
    sent.headers["x-session-id"] = "s-1";
    EXPECT_EQ(sticky_key(endpoint, sent.request), "s-1");
}

}  // namespace
}  // namespace ontos
