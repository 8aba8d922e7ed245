#pragma once
// Erasures on either database, with stores and files that a test can break.

#include "improve/privacy/erasures.hpp"

#include <gmock/gmock.h>

#include "platform/base/failure.hpp"
#include "platform/base/time_text.hpp"
#include "platform/erasure/erasure_links_store.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {

/// How a test breaks an erasure: the n-th piece throws, counted from 1.
struct Trouble {
    std::atomic<int> pieces_until{0};

    void come() {
        if (--pieces_until == 0) throw Failure{FailureKind::unavailable, "The disk is gone."};
    }
};

/// A table of (id, about, created_at): about a subject, or about what is linked as `parent`.
class Things : public ErasableStore {
public:
    Things(std::string table, LinkKind kind, std::optional<LinkKind> parent, Trouble& trouble)
        : table_{std::move(table)}, kind_{kind}, parent_{parent}, trouble_{trouble} {}

    std::string_view name() const override { return table_; }
    std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject) const override {
        const auto about = parent_ ? std::string{"about in (select id from erasure_links where "
                                                 "erasure_id = $1 and kind = $3)"}
                                   : std::string{"about = $3"};
        return tx.run(
            "insert into erasure_links (erasure_id, kind, scope, id) select cast($1 as text), "
            "cast($2 as text), 's', "
            "id from " +
                table_ + " where created_at <= $4 and " + about + " on conflict do nothing",
            subject.erasure_id, kind_,
            parent_ ? std::string{api::to_text(*parent_)} : subject.subject_id, subject.until);
    }
    HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) const override {
        return tx
            .row<HeldRecords>(erasure_links_store::held_query(
                                  table_, "from " + table_ + " where " + std::string{linked}),
                              subject.erasure_id, kind_)
            .value();
    }
    std::vector<HeldRecord> records(sql::Transaction& tx, const ErasedSubject& subject,
                                    const std::string& after, std::int64_t limit) const override {
        return tx.rows<HeldRecord>("select id, created_at from " + table_ + " where " +
                                       std::string{linked} + " and id > $3 order by id limit $4",
                                   subject.erasure_id, kind_, after, limit);
    }
    std::int64_t erase(sql::Transaction& tx, const ErasedSubject& subject,
                       std::int64_t limit) const override {
        trouble_.come();
        return tx.run("delete from " + table_ + " where id in (select id from " + table_ +
                          " where " + std::string{linked} + " limit $3)",
                      subject.erasure_id, kind_, limit);
    }
    std::vector<std::string> waits_for(sql::Transaction&, const ErasedSubject&) const override {
        if (is_waiting) return {table_ + " on somebody's desk"};
        return {};
    }
    bool tidy(sql::Transaction&, std::int64_t piece) const override {
        tidied_ = piece + 1;
        return piece < 2;
    }
    std::int64_t tidied() const { return tidied_; }

    std::atomic<bool> is_waiting{false};

private:
    static constexpr std::string_view linked =
        "id in (select id from erasure_links where erasure_id = $1 and kind = $2)";

    std::string table_;
    LinkKind kind_;
    std::optional<LinkKind> parent_;
    Trouble& trouble_;
    mutable std::atomic<std::int64_t> tidied_{0};
};

/// One export has every row; it waits as long as a test says.
class OneExport : public ErasableFiles {
public:
    void hold(sql::Transaction&, const std::string&) const override {}
    std::vector<TouchedExport> find(const std::string& sheet,
                                    const std::vector<std::string>& rows) const override {
        return {{"export-1", sheet, std::ssize(rows), std::nullopt, {}}};
    }
    FilesOfErasure look(sql::Transaction&, const std::string&) const override {
        if (is_waiting) return {{}, {"export-1 is on another server"}};
        return {{{"export-1", "s", 2, "abc", {{"train.jsonl", "bo", 1, {}, {}}}}}, {}};
    }
    void forget(sql::Transaction&, const std::string&) const override { ++forgotten; }

    std::atomic<bool> is_waiting{false};
    mutable std::atomic<int> forgotten{0};
};

class PersonErasures : public sql::DatabaseTest {
protected:
    void SetUp() override {
        sql::DatabaseTest::SetUp();
        if (IsSkipped()) return;
        database().write([](sql::Transaction& tx) {
            for (const std::string table : {"notes", "answers"})
                tx.run("create table " + table +
                       " (id text primary key, about text not null, created_at bigint not null)");
        });
        key_.salt.fill(7);
        key_.private_key.fill(9);
    }
    /// Answers come first, so that what ties them is known in a second round only.
    std::unique_ptr<Erasures> server() {
        return std::make_unique<Erasures>(ErasuresParts{
            .database = database(),
            .clock = clock_,
            .random = random_,
            .stores = {&answers_, &notes_},
            .files = files_,
            .key = key_,
            .tool_version = "test",
            .models_trained_on = [this](const std::set<std::string>& rows) {
                return std::vector<TrainedModel>{
                    {"job of " + std::to_string(rows.size()), "succeeded", "m", "3", {"chat"}}};
            }});
    }
    void add(const std::string& table, const std::string& id, const std::string& about) {
        database().write([&](sql::Transaction& tx) {
            tx.run("insert into " + table + " (id, about, created_at) values ($1, $2, $3)", id,
                   about, clock_.now());
        });
    }
    /// Two notes of each of two people, an answer to each note.
    void add_both() {
        for (const std::string who : {"anna", "bo"})
            for (const std::string n : {"1", "2"}) {
                add("notes", who + n, who);
                add("answers", "to-" + who + n, who + n);
            }
    }
    std::int64_t count(const std::string& what) {
        return database().read([&](sql::Transaction& tx) {
            return tx.value<std::int64_t>("select count(*) from " + what).value();
        });
    }
    static api::Body<ErasureRequest> request(bool dry_run = false) {
        ErasureRequest out;
        out.subject_id = "anna";
        out.reason = "She asked for it.";
        out.dry_run = dry_run;
        return {out, {}};
    }
    ErasureReceipt erase(Erasures& erasures) {
        return erasures.erase_subject(request(), {{}, {"officer", "req-1"}}, {}).value;
    }
    ErasureReceipt shown(Erasures& erasures, const std::string& id) {
        return erasures.show_erasure_receipt({{id}});
    }
    static std::int64_t erased(const ErasureReceipt& receipt, const std::string& store) {
        for (const auto& one : receipt.stores)
            if (one.store == store) return one.erased;
        return 0;
    }
    void expect_only_bo() {
        EXPECT_EQ(count("notes where about = 'anna'"), 0);
        EXPECT_EQ(count("answers where about like 'anna%'"), 0);
        EXPECT_EQ(count("notes") + count("answers"), 4);
    }

    ManualClock clock_{*parse_rfc3339("2026-03-01T12:00:00Z")};
    SeededRandom random_{1};
    ReceiptKey key_;
    Trouble trouble_;
    Things answers_{"answers", LinkKind::feedback, LinkKind::row, trouble_};
    Things notes_{"notes", LinkKind::row, std::nullopt, trouble_};
    OneExport files_;
};

}  // namespace ontos
