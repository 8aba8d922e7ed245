// Prometheus text, read as Prometheus reads it.

#include "monitor/metrics/prometheus.hpp"

#include <gmock/gmock.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "monitor/metrics/process_numbers.hpp"
#include "monitor/metrics/test_requests.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class PrometheusPage : public testing::Test {
protected:
    std::string scrape() { return prometheus_.show_metrics().body; }

    /// Every sample by its name and labels.
    std::map<std::string, double> samples() {
        std::map<std::string, double> out;
        std::istringstream text{scrape()};
        for (std::string line; std::getline(text, line);) {
            if (line.starts_with('#')) continue;
            const auto space = line.rfind(' ');
            EXPECT_TRUE(out.emplace(line.substr(0, space), std::stod(line.substr(space))).second)
                << "twice: " << line;
        }
        return out;
    }

    sql::TestPlace place_{sql::Engine::sqlite};
    std::unique_ptr<sql::Database> database_ = sql::open_database({.url = place_.url()});
    ManualClock clock_{*parse_rfc3339("2026-03-01T00:00:00Z")};
    SeededRandom random_{1};
    Metrics metrics_{*database_, clock_, random_};
    Prometheus prometheus_{metrics_,
                           {.find = {},
                            .list =
                                [] {
                                    return std::vector<EndpointInfo>{{{"id"}, "iris", "1", 3}};
                                }},
                           "0.1.0"};
};

TEST_F(PrometheusPage, has_requests_by_endpoint_entity_version_and_class) {
    const TestSeries series;
    for (const int status : {200, 200, 404, 429, 500, 504}) series.tell(metrics_, status, 100ms);
    const auto found = samples();
    const std::string labels = R"(endpoint="iris",served_entity="iris-1",model_version="1")";
    EXPECT_EQ(found.at("ontos_requests_total{" + labels + R"(,code_class="2xx"})"), 2);
    EXPECT_EQ(found.at("ontos_requests_total{" + labels + R"(,code_class="4xx"})"), 2);
    EXPECT_EQ(found.at("ontos_requests_total{" + labels + R"(,code_class="5xx"})"), 2);
    EXPECT_EQ(found.at("ontos_requests_rate_limited_total{" + labels + "}"), 1);
    EXPECT_EQ(found.at("ontos_requests_timed_out_total{" + labels + "}"), 1);
    EXPECT_EQ(found.at("ontos_rows_total{" + labels + "}"), 2);
    EXPECT_EQ(found.at("ontos_request_duration_seconds_count{" + labels + "}"), 4);
    EXPECT_NEAR(found.at("ontos_request_duration_seconds_sum{" + labels + "}"), 0.4, 1e-9);
    EXPECT_EQ(found.at("ontos_request_duration_seconds_bucket{" + labels + R"(,le="0.0625"})"), 0);
    EXPECT_EQ(found.at("ontos_request_duration_seconds_bucket{" + labels + R"(,le="0.125"})"), 4);
    EXPECT_EQ(found.at("ontos_request_duration_seconds_bucket{" + labels + R"(,le="+Inf"})"), 4);
    EXPECT_EQ(found.at("ontos_model_duration_seconds_count{" + labels + "}"), 2);
    EXPECT_EQ(found.at(R"(ontos_in_flight_requests{endpoint="iris"})"), 3);
    EXPECT_EQ(found.at(R"(ontos_build_info{version="0.1.0"})"), 1);
}

TEST_F(PrometheusPage, satisfies_promtool) {
    if (std::system("command -v promtool >/dev/null 2>&1") != 0)
        GTEST_SKIP() << "promtool is not installed";
    TestSeries{.endpoint_name = "a\\b\"c\nd"}.tell(metrics_, 200, 3ms);
    TestSeries{.number = 1, .served_entity = "", .model_version = ""}.tell(metrics_, 503, 3ms);
    prometheus_.add_gauges([](PrometheusText& out) {
        out.family("ontos_connections", PrometheusText::Type::gauge, "Open connections.");
        out.sample({}, 2.5);
    });
    const auto file = place_.folder() / "metrics.txt";
    std::ofstream{file} << scrape();
    const auto complaints = place_.folder() / "complaints.txt";
    const auto command =
        "promtool check metrics <" + file.string() + " >" + complaints.string() + " 2>&1";
    const int status = std::system(command.c_str());
    std::ostringstream said;
    said << std::ifstream{complaints}.rdbuf();
    EXPECT_EQ(status, 0) << said.str();
    EXPECT_EQ(std::filesystem::file_size(complaints), 0u) << said.str();
}

TEST_F(PrometheusPage, escapes_what_is_in_labels) {
    TestSeries{.endpoint_name = "a\\b\"c\nd"}.tell(metrics_, 200, 3ms);
    EXPECT_THAT(scrape(), HasSubstr(R"(endpoint="a\\b\"c\nd")"));
}

TEST_F(PrometheusPage, counters_never_go_back_through_flush_roll_up_and_retirement) {
    const TestSeries series;
    std::map<std::string, double> before;
    for (int i = 0; i < 30; ++i) {
        if (i % 3 == 0) series.tell(metrics_, 200, 3ms);
        metrics_.flush();
        metrics_.roll_up();
        clock_.advance(1h);
        auto now = samples();
        for (const auto& [name, value] : before)
            if (name.find("_total") != name.npos || name.find("_bucket") != name.npos) {
                EXPECT_GE(now.at(name), value) << name;
            }
        before = std::move(now);
    }
}

TEST_F(PrometheusPage, has_a_bound_on_its_lines_and_still_counts_everything) {
    for (std::uint32_t i = 0; i < Prometheus::series_max + 50; ++i)
        TestSeries{.number = i, .model_version = std::to_string(i)}.tell(metrics_, 200, 3ms);
    double all = 0;
    std::size_t lines = 0;
    for (const auto& [name, value] : samples())
        if (name.starts_with("ontos_rows_total")) {
            all += value;
            ++lines;
        }
    EXPECT_EQ(lines, Prometheus::series_max + 1);
    EXPECT_EQ(all, static_cast<double>(Prometheus::series_max) + 50);
}

TEST_F(PrometheusPage, an_endpoint_made_again_has_one_line) {
    TestSeries{}.tell(metrics_, 200, 3ms);
    TestSeries{.number = 1, .endpoint = EndpointId{"another"}}.tell(metrics_, 200, 3ms);
    EXPECT_EQ(samples().at(
                  R"(ontos_rows_total{endpoint="iris",served_entity="iris-1",model_version="1"})"),
              2);
}

TEST(ProcessNumbers, are_those_of_this_process) {
    const auto numbers = read_process_numbers();
    EXPECT_GT(numbers.resident_bytes.value(), 1u << 20);
    EXPECT_LT(numbers.resident_bytes.value(), numbers.virtual_bytes.value());
    EXPECT_GT(numbers.open_files.value(), 2u);
    EXPECT_GE(numbers.open_files_max.value(), numbers.open_files.value());
    EXPECT_GE(numbers.threads.value(), 1u);
    EXPECT_GE(numbers.cpu_seconds.value(), 0);
    const std::chrono::duration<double> now = SystemClock{}.now().time_since_epoch();
    EXPECT_NEAR(numbers.start_time_seconds.value(), now.count(), 3600);
}

}  // namespace
}  // namespace ontos
