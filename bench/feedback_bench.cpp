// How long the reads of feedback take among many rows: `bench_feedback 1000000 [address of a
// database]`.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <random>

#include "improve/feedback/feedback.hpp"
#include "improve/feedback/feedback_counts_store.hpp"
#include "improve/feedback/feedback_store.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

constexpr int endpoints = 10;
constexpr auto span = 90 * 24h;

std::string endpoint_id(int number) {
    return fmt::format("0198c0de-0000-7000-8000-{:012}", number);
}

EndpointDirectory directory() {
    const auto find = [](std::string_view id) {
        return std::optional{EndpointInfo{{std::string{id}}, "endpoint", "1"}};
    };
    return {.find = find, .list = [] { return std::vector<EndpointInfo>{}; }, .find_live = find};
}

/// Feedback as it could have come in the 90 days before now: of 10 endpoints, 80 % positive, 2 %
/// without a rating, a word in ten rare.
class Rows {
public:
    Rows(std::int64_t count, Timestamp now) : count_{count}, now_{now} {}

    FeedbackItem next() {
        const auto at = now_ - span + span * written_ / count_;
        FeedbackItem item;
        item.created_at = item.updated_at = std::chrono::floor<std::chrono::microseconds>(at);
        item.id = fmt::format("{}-7{:03x}-8000-{:012x}", id_place(item.created_at), written_ % 4096,
                              written_);
        const auto kind = choose_() % 100;
        const int endpoint = static_cast<int>(choose_() % endpoints);
        item.endpoint_id = endpoint_id(endpoint);
        item.endpoint_name = fmt::format("endpoint-{}", endpoint);
        item.input_text = text();
        item.output_text = text();
        if (kind < 98) item.rating = kind < 80 ? Rating::positive : Rating::negative;
        item.flagged = item.rating == Rating::negative;
        if (kind % 10 == 0) item.feedback_text = text();
        item.request_id = fmt::format("request-{}", written_);
        item.created_by = "bench";
        item.joined = true;
        item.model_name = "main.default.bench";
        item.model_version = std::to_string(1 + 5 * written_ / count_);
        item.served_entity = "bench";
        if (kind % 20 == 0) item.tags = {fmt::format("tag {}", choose_() % 20)};
        item.name = "user_rating";
        ++written_;
        return item;
    }

private:
    std::string text() {
        std::string out;
        for (int i = 0; i < 12; ++i) {
            const auto spread = i == 0 ? 100'000u : 500u;
            out += fmt::format("word{} ", choose_() % spread);
        }
        return out;
    }

    const std::int64_t count_;
    const Timestamp now_;
    std::int64_t written_ = 0;
    std::mt19937 choose_{1};
};

void write(sql::Database& database, std::int64_t count, Timestamp now) {
    constexpr std::int64_t at_once = 10'000;
    Rows rows{count, now};
    SystemClock clock;
    SystemRandom random;
    for (std::int64_t written = 0; written < count; written += at_once) {
        std::vector<FeedbackItem> items;
        for (std::int64_t i = 0; i < std::min(at_once, count - written); ++i)
            items.push_back(rows.next());
        database.write([&](sql::Transaction& tx) {
            std::vector<feedback_counts_store::ItemChange> changes;
            feedback_store::insert(tx, items);
            for (const auto& item : items) changes.push_back({nullptr, &item});
            feedback_counts_store::count(tx, changes, [&] { return new_id(clock, random); });
            feedback_counts_store::fold(tx, at_once);
        });
        if (written % 1'000'000 == 0) fmt::print(stderr, "{} rows\n", written);
    }
}

void measure(std::string_view what, const std::function<void()>& ask) {
    constexpr int rounds = 500;
    std::vector<double> milliseconds;
    ask();
    for (int i = 0; i < rounds; ++i) {
        const auto started = std::chrono::steady_clock::now();
        ask();
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started)
                .count());
    }
    std::ranges::sort(milliseconds);
    fmt::print("| {} | {:.2f} | {:.2f} |\n", what, milliseconds[rounds / 2],
               milliseconds[rounds * 99 / 100]);
    std::fflush(stdout);
}

void measure_reads(Feedback& feedback) {
    std::mt19937 choose{2};
    const auto any_endpoint = [&] { return endpoint_id(static_cast<int>(choose() % endpoints)); };
    const auto list = [&](const std::function<void(FeedbackQuery&)>& set) {
        return [&, set] {
            FeedbackQuery query;
            query.page = 1 + static_cast<int>(choose() % 100);
            set(query);
            feedback.list_feedback({query});
        };
    };
    fmt::print("| read | p50 ms | p99 ms |\n| --- | --- | --- |\n");
    measure("stats of an endpoint, 30 days", [&] {
        feedback.show_feedback_stats({{any_endpoint(), 30}});
    });
    measure("stats of all, 365 days", [&] { feedback.show_feedback_stats({{{}, 365}}); });
    measure("recent 10 of an endpoint", [&] {
        feedback.list_recent_feedback({{any_endpoint()}}, {{.limit = 10, .cursor = {}}});
    });
    measure("any of the first 100 pages", list([](auto&) {}));
    measure("the same, of an endpoint", list([&](auto& q) { q.endpoint_id = any_endpoint(); }));
    measure("the same, negative", list([](auto& q) { q.rating = Rating::negative; }));
    measure("the same, flagged", list([](auto& q) { q.flagged_only = true; }));
    measure("the same, of an endpoint, flagged, positive: none", list([&](auto& q) {
                q.endpoint_id = any_endpoint();
                q.rating = Rating::positive;
                q.flagged_only = true;
            }));
    measure("ratings of an endpoint in 5 minutes", [&] {
        const auto now = SystemClock{}.now();
        feedback.counts_in({any_endpoint()}, {now - 5min, now});
    });
    measure("ratings of an endpoint in a week", [&] {
        const auto now = SystemClock{}.now();
        feedback.counts_in({any_endpoint()}, {now - 168h, now});
    });
    measure("first page by tag", list([&](auto& q) {
                q.page = 1;
                q.tag = fmt::format("tag {}", choose() % 20);
            }));
    measure("first page by a rare word", list([&](auto& q) {
                q.page = 1;
                q.q = fmt::format("word{}", 1'000 + choose() % 90'000);
            }));
    measure("the same, of an endpoint and negative", list([&](auto& q) {
                q.page = 1;
                q.endpoint_id = any_endpoint();
                q.rating = Rating::negative;
                q.q = fmt::format("word{}", 1'000 + choose() % 90'000);
            }));
}

int run(std::int64_t count, const std::string& address) {
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("ontos_feedback_bench_{}", ::getpid());
    std::filesystem::create_directories(folder);
    {
        const auto url = address.empty() ? "sqlite://" + (folder / "bench.db").string() : address;
        const auto database = sql::open_database({.url = url});
        SystemClock clock;
        SystemRandom random;
        const Redactor redactor{{}};
        RequestLog log{*database, redactor, clock, random, {}};
        const auto started = clock.steady_now();
        write(*database, count, clock.now());
        const std::chrono::duration<double> took = clock.steady_now() - started;
        fmt::print("{} rows, written in {:.0f} s\n", count, took.count());
        Feedback feedback{{.database = *database,
                           .clock = clock,
                           .random = random,
                           .redactor = redactor,
                           .request_log = log,
                           .endpoints = directory()}};
        measure_reads(feedback);
    }
    std::filesystem::remove_all(folder);
    return 0;
}

}  // namespace
}  // namespace ontos

int main(int count, char** arguments) {
    return ontos::run(count > 1 ? std::atoll(arguments[1]) : 1'000'000,
                      count > 2 ? arguments[2] : "");
}
