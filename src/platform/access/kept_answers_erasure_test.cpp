// What an erasure takes from the audit log and from stored answers, and what it leaves.
#include "platform/access/kept_answers_erasure.hpp"

#include <gmock/gmock.h>

#include "platform/access/audit_store.hpp"
#include "platform/access/idempotency_store.hpp"
#include "platform/erasure/erasure_links_store.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos::access {
namespace {

using namespace std::chrono_literals;

class GivenEntries : public sql::DatabaseTest {
protected:
    void write(const std::string& id, std::string_view kind, const std::string& subject,
               api::json::value before) {
        database().write([&](sql::Transaction& tx) {
            write_audit(tx, now_, id, {"anna", "req-1"},
                        {"change_it", kind, subject, std::move(before), {{"number", 1}}});
        });
    }
    void link(LinkKind kind, const std::string& id) {
        const ErasureLink link{subject_.erasure_id, kind, "x", id};
        database().write([&](sql::Transaction& tx) {
            erasure_links_store::insert(tx, {&link, 1});
        });
    }
    std::int64_t erase(const ErasableStore& store, std::int64_t limit = 100) {
        return database().write(
            [&](sql::Transaction& tx) { return store.erase(tx, subject_, limit); });
    }
    AuditEntry entry(const std::string& subject) {
        AuditFilter filter;
        filter.subject = subject;
        return database()
            .read([&](sql::Transaction& tx) { return find_audit_entries(tx, filter); })
            .at(0);
    }

    const Timestamp now_{std::chrono::seconds{1'760'000'000}};
    const ErasedSubject subject_{"erasure-1", "ann \"b\" ü", {}, {}, now_};
};

using ErasedEntries = GivenEntries;
INSTANTIATE_TEST_SUITE_P(on, ErasedEntries, sql::engines(), sql::engine_name);

TEST_P(ErasedEntries, of_erased_records_say_only_that_something_was_changed) {
    write("1", "feedback", "f-1", {{"rating", "negative"}});
    write("2", "training_row", "r-1", nullptr);
    write("3", "feedback", "f-2", {{"rating", "positive"}});
    write("4", "alert", "r-1", {{"name", "x"}});
    link(LinkKind::feedback, "f-1");
    link(LinkKind::row, "r-1");
    const AuditErasure audit;
    EXPECT_EQ(database().read([&](sql::Transaction& tx) { return audit.held(tx, subject_); }).count,
              2);
    EXPECT_EQ(erase(audit), 2);
    EXPECT_EQ(erase(audit), 0);
    EXPECT_TRUE(entry("f-1").before.is_null());
    EXPECT_TRUE(entry("f-1").after.is_null());
    EXPECT_EQ(entry("f-1").actor, "anna");
    EXPECT_FALSE(entry("f-2").before.is_null());
}

TEST_P(ErasedEntries, that_name_the_person_lose_the_name_alone) {
    write("1", "alert", "by name", {{"subject_id", subject_.subject_id}, {"tag", "ann"}});
    write("2", "feedback", "other", {{"subject_id", subject_.subject_id + "x"}});
    EXPECT_EQ(erase(AuditErasure{}), 1);
    EXPECT_EQ(erase(AuditErasure{}), 0);
    EXPECT_EQ(entry("by name").before,
              (api::json::value{{"subject_id", "[ERASED]"}, {"tag", "ann"}}));
    EXPECT_EQ(entry("other").before.at("subject_id").as_string(), subject_.subject_id + "x");
}

TEST_P(ErasedEntries, of_changes_in_bulk_lose_their_filter_whosoever_words_it_has) {
    write("1", "feedback", "by filter", {{"q", "ann"}});
    EXPECT_EQ(erase(AuditErasure{}), 1);
    EXPECT_EQ(erase(AuditErasure{}), 0);
    EXPECT_TRUE(entry("by filter").before.is_null());
    EXPECT_FALSE(entry("by filter").after.is_null());
}

TEST_P(ErasedEntries, of_review_queues_with_a_filter_lose_what_they_were) {
    const api::json::value filter{{"tag", "canary"}, {"q", nullptr}};
    write("1", "review_queue", "of feedback", {{"name", "q"}, {"filter", filter}});
    write("2", "review_queue", "of a sheet", {{"name", "q"}, {"filter", nullptr}});
    EXPECT_EQ(erase(AuditErasure{}), 1);
    EXPECT_EQ(erase(AuditErasure{}), 0);
    EXPECT_TRUE(entry("of feedback").before.is_null());
    EXPECT_TRUE(entry("of feedback").after.is_null());
    EXPECT_EQ(entry("of feedback").actor, "anna");
    EXPECT_FALSE(entry("of a sheet").before.is_null());
}

TEST_P(ErasedEntries, stored_answers_lose_their_bodies_and_stay_claimed) {
    const auto keep = [&](const std::string& key, Timestamp at) {
        database().write([&](sql::Transaction& tx) {
            IdempotencyStore store{tx};
            store.insert({"anna", "r", key}, {.fingerprint = "f", .created_at = at});
            store.set_reply({"anna", "r", key}, {.fingerprint = "f",
                                                 .status = 201,
                                                 .content_type = "application/json",
                                                 .headers = std::vector<std::vector<std::string>>{},
                                                 .body = "{}"});
        });
    };
    keep("k-1", now_ - 1s);
    keep("k-2", now_);
    keep("k-3", now_ + 1s);
    const auto to_go = [&] {
        return database().read([&](sql::Transaction& tx) {
            return KeptAnswersErasure{}.count_of_anybody(tx, subject_);
        });
    };
    EXPECT_EQ(to_go(), 2);
    EXPECT_EQ(erase(KeptAnswersErasure{}, 1), 1);
    EXPECT_EQ(erase(KeptAnswersErasure{}, 1), 1);
    EXPECT_EQ(erase(KeptAnswersErasure{}, 1), 0);
    EXPECT_EQ(to_go(), 0);
    const auto kept = [&](const std::string& key) {
        return database()
            .read([&](sql::Transaction& tx) {
                return IdempotencyStore{tx}.find({"anna", "r", key});
            })
            .value();
    };
    EXPECT_EQ(kept("k-1").status, 201);
    EXPECT_EQ(kept("k-1").body, std::nullopt);
    EXPECT_EQ(kept("k-3").body, "{}");
}

}  // namespace
}  // namespace ontos::access
