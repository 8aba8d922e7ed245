#pragma once
// Predictions and labels on a fresh database, and the questions about them.

#include <gmock/gmock.h>

#include "monitor/metrics/metrics.hpp"
#include "monitor/quality/labels.hpp"
#include "monitor/quality/quality_queries.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {

/// The answers to some rows, as a model of the outside would show them.
class TestAnswers final : public Batch {
public:
    /// Of a classifier; without scores if there are no classes.
    TestAnswers(std::vector<std::string> labels, std::vector<std::string> classes = {},
                std::vector<float> scores = {})
        : labels_{std::move(labels)}, numbers_{std::move(scores)}, width_{classes.size()} {
        columns_.push_back(
            {"prediction", BatchColumn::Role::prediction, ElementType::string, 0, 0});
        for (std::size_t i = 0; i < classes.size(); ++i)
            columns_.push_back({classes[i], BatchColumn::Role::score, ElementType::float32, 1, i});
    }
    /// Of a regression.
    explicit TestAnswers(std::vector<float> numbers)
        : labels_(numbers.size()), numbers_{std::move(numbers)}, width_{1} {
        columns_.push_back(
            {"prediction", BatchColumn::Role::prediction, ElementType::float32, 1, 0});
    }

    std::size_t rows() const override { return labels_.size(); }
    const std::vector<std::string>& warnings() const override { return warnings_; }
    std::span<const BatchColumn> columns() const override { return columns_; }
    BatchTensor tensor(std::size_t) const override { return {numbers_.data(), width_}; }
    std::string_view text(const BatchColumn&, std::size_t row) const override {
        return labels_[row];
    }
    void add_column(BatchColumn column) { columns_.push_back(std::move(column)); }

private:
    std::vector<std::string> labels_;
    std::vector<float> numbers_;
    std::size_t width_;
    std::vector<BatchColumn> columns_;
    std::vector<std::string> warnings_;
};

/// "yes" where its score is at least one half, else "no".
inline TestAnswers yes_or_no(const std::vector<float>& scores) {
    std::vector<std::string> labels;
    std::vector<float> both;
    for (const float score : scores) {
        labels.emplace_back(score >= 0.5f ? "yes" : "no");
        both.push_back(1 - score);
        both.push_back(score);
    }
    return {labels, {"no", "yes"}, both};
}

class Quality : public sql::DatabaseTest {
protected:
    static constexpr const char* endpoint_id = "0198c0de-0000-7000-8000-000000000001";

    struct Answered {
        std::string request_id = "r1", version = "1", endpoint = endpoint_id;
        std::uint32_t series = 7;
        int status = 200;
    };

    void start(OutcomeLogConfig config = {}) {
        queries_.reset();
        labels_.reset();
        metrics_ = std::make_unique<Metrics>(database(), clock_, random_);
        outcomes_ = std::make_unique<OutcomeLog>(database(), redactor_, clock_, config);
        labels_ = std::make_unique<Labels>(database(), redactor_, *outcomes_, clock_, directory(),
                                           waiting_labels_max_);
        queries_ = std::make_unique<QualityQueries>(database(), *outcomes_, *metrics_, directory());
    }

    void answer(const TestAnswers& answers, const Answered& as) {
        const EndpointId endpoint{as.endpoint};
        const auto served_entity = "iris-" + as.version;
        const PredictionSeen seen{.endpoint_id = endpoint,
                                  .endpoint_name = "iris",
                                  .served_entity = served_entity,
                                  .model_name = "main.default.iris",
                                  .model_version = as.version,
                                  .revision = 1,
                                  .series = as.series,
                                  .status = as.status,
                                  .total = std::chrono::milliseconds{1},
                                  .model = std::chrono::microseconds{20},
                                  .rows = static_cast<std::uint32_t>(answers.rows()),
                                  .request_id = as.request_id,
                                  .requester = "local",
                                  .batch = &answers};
        metrics_->observed(seen);
        outcomes_->observed(seen);
    }

    static NewLabel label(const std::string& request_id, int row, api::json::value truth) {
        return {request_id, row, {std::move(truth)}};
    }
    LabelsTaken post(std::vector<NewLabel> labels, const std::string& endpoint = "iris") {
        return labels_->add_labels({{endpoint, std::move(labels)}, {}}, {}).value;
    }
    /// The Failure of labels that must be refused.
    Failure refusal(std::vector<NewLabel> labels, const std::string& endpoint = "iris") {
        try {
            post(std::move(labels), endpoint);
        } catch (const Failure& failure) {
            return failure;
        }
        throw std::logic_error{"the labels were taken"};
    }

    EndpointQuality quality(std::int32_t hours = 24, std::optional<Timestamp> until = {}) {
        QualityQuery query{.hours = hours};
        if (until) query.until = api::Moment{to_rfc3339(*until)};
        return queries_->show_quality({{"iris"}}, {query});
    }
    std::int64_t rows_of(const std::string& table) {
        return *database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>("select count(*) from " + table);
        });
    }

    static EndpointDirectory directory() {
        return {.find = [](std::string_view name) -> std::optional<EndpointInfo> {
                    if (name != "iris" && name != endpoint_id) return std::nullopt;
                    return EndpointInfo{{endpoint_id}, "iris", "1"};
                },
                .list = [] { return std::vector<EndpointInfo>{}; }};
    }

    ManualClock clock_{*parse_rfc3339("2026-03-01T12:00:00Z")};
    SeededRandom random_{1};
    std::int64_t waiting_labels_max_ = 1000;
    std::unique_ptr<Metrics> metrics_;
    Redactor redactor_{{}};
    std::unique_ptr<OutcomeLog> outcomes_;
    std::unique_ptr<Labels> labels_;
    std::unique_ptr<QualityQueries> queries_;
};

}  // namespace ontos
