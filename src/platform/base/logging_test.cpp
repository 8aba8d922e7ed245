// That what a client sends cannot forge a line of the log.
#include "platform/base/logging.hpp"

#include <gmock/gmock.h>

namespace ontos {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The line that an event becomes.
std::string line_of(LogFormat format, LogLevel level, std::string_view event,
                    std::initializer_list<LogField> fields) {
    testing::internal::CaptureStderr();
    start_logging(LogLevel::info, format);
    log(level, event, fields);
    return testing::internal::GetCapturedStderr();
}

TEST(Logging, text_is_one_line_with_names_and_values) {
    const auto line = line_of(LogFormat::text, LogLevel::warning, "model loaded",
                              {{"model", "a b"}, {"rows", 3}, {"duration_ms", 12.5}});
    EXPECT_THAT(line, HasSubstr("WARNING model loaded model=\"a b\" rows=3 duration_ms=12.5\n"));
}

TEST(Logging, json_is_one_object_a_line) {
    const auto line = line_of(LogFormat::json, LogLevel::info, "saved", {{"id", "x"}, {"n", -1}});
    EXPECT_THAT(line, testing::StartsWith(R"({"time":"20)"));
    EXPECT_THAT(
        line, testing::EndsWith("\"level\":\"INFO\",\"event\":\"saved\",\"id\":\"x\",\"n\":-1}\n"));
}

TEST(Logging, a_value_cannot_forge_a_line_a_field_or_an_escape) {
    const std::string evil = "x\n2026 ERROR forged a=\"b\" \\ \x1b[31m \x7F \t";
    for (const auto format : {LogFormat::text, LogFormat::json}) {
        const auto line = line_of(format, LogLevel::info, "seen", {{"name", evil}});
        EXPECT_EQ(std::ranges::count(line, '\n'), 1);
        EXPECT_THAT(line,
                    HasSubstr(R"(x\u000a2026 ERROR forged a=\"b\" \\ \u001b[31m \u007f \u0009)"));
        EXPECT_THAT(line, Not(HasSubstr("\x1b")));
    }
}

TEST(Logging, bytes_that_are_no_utf8_are_replaced) {
    for (const auto format : {LogFormat::text, LogFormat::json})
        EXPECT_THAT(
            line_of(format, LogLevel::info, "seen", {{"name", "bl\xC3\xBC\xFF\xC3-\xE2\x82"}}),
            HasSubstr("\"bl\xC3\xBC\uFFFD\uFFFD-\uFFFD\uFFFD\""));
}

TEST(Logging, what_is_below_the_level_is_not_written) {
    EXPECT_EQ(line_of(LogFormat::text, LogLevel::debug, "detail", {}), "");
}

}  // namespace
}  // namespace ontos
