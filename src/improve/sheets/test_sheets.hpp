#pragma once
// Training sheets behind their routes, on either database.

#include <gmock/gmock.h>

#include "improve/feedback/feedback_store.hpp"
#include "improve/sheets/conversion.hpp"
#include "improve/sheets/sheets.hpp"
#include "platform/api/sample_client.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/time_text.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {

class SheetsTest : public sql::DatabaseTest {
protected:
    using Json = boost::json::value;

    void SetUp() override {
        sql::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        sheets_ = std::make_unique<Sheets>(SheetsParts{database(), clock_, random_, redactor_});
        mount(router_, *sheets_);
        conversion_ =
            std::make_unique<Conversion>(ConversionParts{.database = database(),
                                                         .clock = clock_,
                                                         .random = random_,
                                                         .redactor = redactor_,
                                                         .endpoints = directory(),
                                                         .find_columns = find_columns(),
                                                         .is_strange_label = knows_labels()});
        mount(router_, *conversion_);
    }

    api::Reply send(const std::string& method, const std::string& target,
                    const std::string& body = {}, api::HeaderList headers = {}) {
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        return api::sample::send(router_, {.method = method,
                                           .target = "/api/v1" + target,
                                           .body = body,
                                           .headers = std::move(headers)});
    }
    /// The answer of a request that must succeed with this status.
    Json ask(int status, const std::string& method, const std::string& target,
             const std::string& body = {}) {
        const auto reply = send(method, target, body);
        EXPECT_EQ(reply.status, status) << method << ' ' << target << ' ' << body << reply.body;
        return reply.body.empty() ? Json{} : boost::json::parse(reply.body);
    }
    Json get(const std::string& target) { return ask(200, "GET", target); }
    void expect_refused(int status, const std::string& says, const std::string& method,
                        const std::string& target, const std::string& body) {
        const auto reply = send(method, target, body);
        EXPECT_EQ(reply.status, status) << target << body << reply.body;
        EXPECT_THAT(reply.body, testing::HasSubstr(says)) << body;
    }
    static std::string text(const Json& value) {
        return value.is_string() ? std::string{value.as_string()} : boost::json::serialize(value);
    }

    /// Its path.
    std::string new_sheet(const std::string& more = {}) {
        const auto made =
            ask(201, "POST", "/training-sheets", R"({"name": "support")" + more + "}");
        return "/training-sheets/" + text(made.at("id"));
    }
    /// The ids.
    std::vector<std::string> add(const std::string& sheet, const std::string& rows) {
        const auto added = ask(201, "POST", sheet + "/rows", R"({"rows": [)" + rows + "]}");
        std::vector<std::string> ids;
        for (const auto& id : added.at("row_ids").as_array()) ids.push_back(text(id));
        return ids;
    }
    std::int64_t count(const std::string& sheet, const std::string& name) {
        return get(sheet).at(name).as_int64();
    }
    /// That the counts of a sheet are those of its rows.
    void expect_true_counts(const std::string& sheet) {
        SheetCounts counted;
        const auto page = get(sheet + "/rows?limit=1000");
        for (const auto& row : page.at("items").as_array())
            counted = sum(counted, counts_of(api::Codec<TrainingRowRecord>::read(row)));
        EXPECT_EQ(api::Codec<SheetCounts>::read(get(sheet)), counted);
    }

    static EndpointDirectory directory() {
        const auto find = [](std::string_view name) -> std::optional<EndpointInfo> {
            if (name != "iris" && name != "endpoint-1") return std::nullopt;
            return EndpointInfo{{"endpoint-1"}, "iris", "1"};
        };
        return {
            .find = find, .list = [] { return std::vector<EndpointInfo>{}; }, .find_live = find};
    }
    FindRowColumns find_columns() {
        return [this](sql::Transaction&, const FeedbackItem&) {
            ++times_asked_for_columns_;
            return columns_;
        };
    }
    static IsStrangeLabel knows_labels() {
        return [](sql::Transaction&, const FeedbackItem&, const std::string& label) {
            return label == "purple";
        };
    }
    /// As it is kept, of the endpoint iris; its id.
    std::string give(FeedbackItem item) {
        clock_.advance(std::chrono::milliseconds{1});
        item.id = new_id(clock_, random_);
        item.endpoint_id = "endpoint-1";
        item.endpoint_name = "iris";
        if (item.input_text.empty()) item.input_text = "What is it?";
        if (item.output_text.empty()) item.output_text = "A flower.";
        item.name = "user_rating";
        item.created_by = "ann";
        item.created_at = item.updated_at = clock_.now();
        database().write([&](sql::Transaction& tx) { feedback_store::insert(tx, {&item, 1}); });
        return item.id;
    }
    std::string give(Rating rating, std::optional<std::string> correction = {}) {
        FeedbackItem item;
        item.rating = rating;
        item.correction = std::move(correction);
        return give(std::move(item));
    }
    /// What FeedbackChange does of an item that a person takes back.
    void take_back(const std::string& id) {
        database().write([&](sql::Transaction& tx) {
            const auto before = feedback_store::find(tx, id);
            auto after = *before;
            after.state = FeedbackState::deleted;
            feedback_store::update(tx, *before, after);
            conversion_->feedback_changed(tx, *before, after);
        });
    }

    ManualClock clock_{*parse_rfc3339("2026-03-02T12:00:00Z")};
    SeededRandom random_{1};
    Redactor redactor_{{.columns = {"salary"}, .names = {}}};
    std::vector<RowColumn> columns_;  ///< of the model that answers
    int times_asked_for_columns_ = 0;
    std::unique_ptr<Sheets> sheets_;
    std::unique_ptr<Conversion> conversion_;
    api::Router router_;
};

}  // namespace ontos
