// What goes into an address.
#include "cli/client.hpp"

#include <gtest/gtest.h>

namespace ontos::cli {
namespace {

TEST(Addresses, what_is_not_plain_is_percent_encoded) {
    EXPECT_EQ(encoded("main.fraud.v-1_x~"), "main.fraud.v-1_x~");
    EXPECT_EQ(encoded("a/b c%é"), "a%2Fb%20c%25%C3%A9");
}

TEST(Client, no_server_is_a_failure_that_says_what_to_do) {
    const Client client{Target{.server = "http://127.0.0.1:1", .api_key = {}}};
    try {
        client.get("/deployment/models");
        FAIL() << "an answer came";
    } catch (const CommandFailure& failure) {
        EXPECT_EQ(failure.exit, ExitCode::failed);
        EXPECT_NE(failure.message.find("Is the server running?"), std::string::npos);
    }
}

}  // namespace
}  // namespace ontos::cli
