#pragma once
// Exports behind their routes, on either database.

#include "deploy/models/test_folder.hpp"
#include "improve/exports/exports_erasure.hpp"
#include "improve/sheets/test_sheets.hpp"
#include "platform/erasure/erasure_links_store.hpp"
#include "platform/tasks/worker_pool.hpp"

namespace ontos {

class ExportsTest : public SheetsTest {
protected:
    void SetUp() override {
        SheetsTest::SetUp();
        if (IsSkipped()) return;
        exports_ = make_exports("server-1");
        mount(router_, *exports_);
    }
    void TearDown() override {
        exports_.reset();
        SheetsTest::TearDown();
    }

    /// As another server, or this one after a crash, on the same folder.
    std::unique_ptr<Exports> make_exports(const std::string& server_id) {
        return std::make_unique<Exports>(ExportsParts{
            .database = database(),
            .clock = clock_,
            .random = random_,
            .pool = *pool_,
            .redaction = [] { return RedactionInForce{.policy_version = 7, .rules = {}}; },
            .endpoints = directory(),
            .server_id = server_id,
            .tool_version = "test",
            .parquet = Parquet::open({}),
            .folder = folder(),
            .find_columns = find_columns()});
    }
    /// All that was begun has ended.
    void finish_work() {
        pool_->stop();
        pool_.emplace("exporting", 1, 64);
    }
    /// Erases rows of a sheet as an erasure does: the exports that had them.
    std::vector<TouchedExport> erase_rows(const std::string& sheet_id,
                                          const std::vector<std::string>& row_ids) {
        const std::string erasure = "erasure-from-exports";
        const ExportsErasure files{database(), *exports_};
        database().write([&](sql::Transaction& tx) {
            for (const auto& id : row_ids) {
                const ErasureLink link{erasure, LinkKind::row, sheet_id, id};
                erasure_links_store::insert(tx, {&link, 1});
            }
            files.hold(tx, erasure);
        });
        exports_->erase_held();
        return database().write([&](sql::Transaction& tx) {
            auto done = files.look(tx, erasure);
            EXPECT_TRUE(done.waiting.empty());
            files.forget(tx, erasure);
            erasure_links_store::remove(tx, erasure);
            return std::move(done.exports);
        });
    }
    std::filesystem::path folder() const { return folder_.path() / "exports"; }

    /// An export that must come to this status.
    Json export_as(const std::string& status, const std::string& sheet, const std::string& more) {
        auto made = ask(201, "POST", sheet + "/export", "{" + more + "}");
        EXPECT_EQ(text(made.at("status")), status) << boost::json::serialize(made);
        return made;
    }
    static std::string path_of(const Json& made) {
        return "/exports/" + text(made.at("export_id"));
    }
    /// What a download answers.
    std::string download(const Json& made, std::string name) {
        if (const auto slash = name.find('/'); slash != name.npos) name.replace(slash, 1, "%2F");
        const auto reply = send("GET", path_of(made) + "/files/" + name);
        EXPECT_EQ(reply.status, 200) << reply.body;
        return reply.file ? content_of(reply.file->path) : std::string{};
    }
    /// The data files together.
    std::string all_lines(const Json& made) {
        std::string out;
        for (const auto& file : made.at("manifest").at("files").as_array())
            if (!file.at("split").is_null()) out += download(made, text(file.at("name")));
        return out;
    }
    /// How many rows were left out for a reason.
    static std::int64_t excluded(const Json& made, const std::string& reason) {
        for (const auto& rows : made.at("report").at("excluded").as_array())
            if (text(rows.at("reason")) == reason) return rows.at("rows").as_int64();
        return 0;
    }
    /// An approved row.
    static std::string good(const std::string& prompt, const std::string& response,
                            const std::string& more = {}) {
        return R"({"prompt": ")" + prompt + R"(", "response": ")" + response +
               R"(", "review_status": "approved")" + more + "}";
    }
    /// Approved rows that have nothing in common.
    static std::string many(int from, int to) {
        std::string rows;
        for (int i = from; i < to; ++i) {
            const auto n = std::to_string(i * i * 7919);
            rows += (i == from ? "" : ",") + good("question " + n + ' ' + n + "?", "answer " + n);
        }
        return rows;
    }

    TestFolder folder_;
    std::optional<WorkerPool> pool_{std::in_place, "exporting", 1, 64};
    std::unique_ptr<Exports> exports_;
};

}  // namespace ontos
