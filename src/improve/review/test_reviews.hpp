#pragma once
// Review queues behind their routes, on either database.

#include "improve/feedback/score_configs.hpp"
#include "improve/review/reviews.hpp"
#include "improve/sheets/test_sheets.hpp"
#include "monitor/request_log/request_log.hpp"

namespace ontos {

class ReviewsTest : public SheetsTest {
protected:
    void SetUp() override {
        SheetsTest::SetUp();
        if (IsSkipped()) return;
        log_ = std::make_unique<RequestLog>(database(), redactor_, clock_, random_,
                                            RequestLogConfig{});
        feedback_ = std::make_unique<Feedback>(
            FeedbackParts{.database = database(),
                          .clock = clock_,
                          .random = random_,
                          .redactor = redactor_,
                          .request_log = *log_,
                          .endpoints = directory(),
                          .changed = [this](sql::Transaction& tx, const FeedbackItem& before,
                                            const FeedbackItem& after) {
                              conversion_->feedback_changed(tx, before, after);
                              reviews_->feedback_changed(tx, after);
                          }});
        configs_ = std::make_unique<ScoreConfigs>(database(), clock_, random_);
        reviews_ = std::make_unique<Reviews>(ReviewsParts{.database = database(),
                                                          .clock = clock_,
                                                          .random = random_,
                                                          .redactor = redactor_,
                                                          .feedback = *feedback_,
                                                          .sheets = *sheets_,
                                                          .endpoints = directory()});
        mount(router_, *feedback_);
        mount(router_, *configs_);
        mount(router_, *reviews_);
    }

    static std::string as(const std::string& reviewer, const std::string& more = {}) {
        return R"({"reviewer": ")" + reviewer + '"' + (more.empty() ? "" : ", " + more) + "}";
    }
    /// A sheet with so many pending rows; its path.
    std::string pending_sheet(int rows) {
        const auto sheet = new_sheet();
        std::string all;
        for (int i = 0; i < rows; ++i)
            all += std::string{all.empty() ? "" : ", "} + R"({"prompt": "p)" + std::to_string(i) +
                   R"(", "response": "r"})";
        add(sheet, all);
        return sheet;
    }
    static std::string id_in(const std::string& path) { return path.substr(path.rfind('/') + 1); }
    /// A queue of a sheet's rows; its path.
    std::string queue_of(const std::string& sheet, const std::string& more = {}) {
        const auto made =
            ask(201, "POST", "/review/queues",
                R"({"name": "q", "source": "training_sheet", "training_sheet_id": ")" +
                    id_in(sheet) + '"' + (more.empty() ? "" : ", " + more) + "}");
        return "/review/queues/" + text(made.at("id"));
    }
    std::string queue_of_feedback(const std::string& more = {}) {
        const auto made = ask(201, "POST", "/review/queues",
                              R"({"name": "q", "source": "feedback")" +
                                  std::string{more.empty() ? "" : ", " + more} + "}");
        return "/review/queues/" + text(made.at("id"));
    }
    /// The item that the reviewer gets; empty if there is none.
    std::string reserve(const std::string& queue, const std::string& reviewer) {
        const auto got = ask(200, "POST", queue + "/reserve", as(reviewer));
        return got.at("item").is_null() ? "" : text(got.at("item").at("id"));
    }
    static std::string item_path(const std::string& queue, const std::string& item) {
        return queue + "/items/" + item;
    }
    Json submit(const std::string& queue, const std::string& item, const std::string& reviewer,
                const std::string& judgement) {
        return ask(200, "POST", item_path(queue, item) + "/submit", as(reviewer, judgement));
    }

    std::unique_ptr<RequestLog> log_;
    std::unique_ptr<Feedback> feedback_;
    std::unique_ptr<ScoreConfigs> configs_;
    std::unique_ptr<Reviews> reviews_;
};

}  // namespace ontos
