// Who gets in, and with what rights: as an attacker would try.
#include "platform/access/access.hpp"

#include <gmock/gmock.h>

#include <set>

#include "platform/access/api_key_text.hpp"
#include "platform/access/audit_store.hpp"
#include "platform/access/test_request.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos::access {
namespace {

using namespace std::chrono_literals;
using api::Right;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Property;
using testing::Throws;

auto fails_as(FailureKind kind) { return Throws<Failure>(Property(&Failure::kind, kind)); }

class AccessTest : public sql::DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (!IsSkipped()) restart();
    }

    void restart() {
        access_.reset();
        reopen();
        access_ = make();
    }

    std::unique_ptr<Access> make() {
        return std::make_unique<Access>(config_, database(), clock_, random_);
    }

    NewApiKey new_key(const std::string& name = "alice", const std::string& rights = "query") {
        return access_->create_key(name, rights, std::nullopt, "root");
    }

    api::Caller identify(std::vector<std::pair<std::string, std::string>> headers,
                         std::string peer = "192.0.2.7") const {
        const TestRequest request{.headers = std::move(headers), .peer = std::move(peer)};
        return access_->identify(request.head());
    }

    void expect_refused(std::vector<std::pair<std::string, std::string>> headers,
                        std::string peer = "192.0.2.7") const {
        EXPECT_THAT([&] { identify(headers, peer); }, fails_as(FailureKind::unauthorized));
    }

    AccessConfig config_{.required = true, .trusted_proxies = {"10.0.0.0/8", "fd00::/8"}};
    ManualClock clock_{Timestamp{1'700'000'000s}};
    SeededRandom random_{1};
    std::unique_ptr<Access> access_;
};
using ApiKeys = AccessTest;
using Callers = AccessTest;
INSTANTIATE_TEST_SUITE_P(on, ApiKeys, sql::engines(), sql::engine_name);
INSTANTIATE_TEST_SUITE_P(on, Callers, sql::engines(), sql::engine_name);

TEST_P(ApiKeys, a_key_names_its_caller_and_rights) {
    const auto made = new_key("alice", "deploy:write, monitor:read,query");
    for (const auto& headers : std::vector<std::vector<std::pair<std::string, std::string>>>{
             {{"Authorization", "Bearer " + made.secret}},
             {{"authorization", "bearer   " + made.secret}},
             {{"X-API-Key", made.secret}}}) {
        const auto caller = identify(headers);
        EXPECT_EQ(caller.name, "alice");
        EXPECT_EQ(caller.kind, api::CallerKind::api_key);
        EXPECT_TRUE(caller.may(Right::deploy_write));
        EXPECT_FALSE(caller.may(Right::deploy_admin));
        EXPECT_TRUE(caller.may(Right::monitor_read));
        EXPECT_FALSE(caller.may(Right::improve_read));
        EXPECT_TRUE(caller.may(Right::query));
    }
}

TEST_P(ApiKeys, the_secret_is_shown_once_and_kept_as_its_hash) {
    const auto made = new_key();
    EXPECT_EQ(made.secret.size(), 49u);
    EXPECT_TRUE(made.secret.starts_with("ontos_"));
    EXPECT_EQ(made.key.prefix, made.secret.substr(0, 12));
    const auto stored =
        database().read([](sql::Transaction& tx) { return tx.table("select * from api_keys"); });
    const auto logged =
        database().read([](sql::Transaction& tx) { return tx.table("select * from audit_log"); });
    for (const auto* table : {&stored, &logged})
        for (const auto& value : table->rows.at(0))
            if (const auto* text = std::get_if<std::string>(&value)) {
                EXPECT_THAT(*text, testing::Not(HasSubstr(made.secret.substr(13))));
            }
}

TEST_P(ApiKeys, a_wrong_key_is_refused) {
    const auto made = new_key();
    auto other = made.secret;
    other.back() = other.back() == 'A' ? 'B' : 'A';
    const auto bare = made.secret.substr(6);
    for (const auto& key :
         {other, made.secret + "A", made.secret.substr(0, 48), bare, "onto_" + bare,
          "ONTOS_" + bare, std::string{"ontos_"}, "ontos_" + std::string(1'000'000, 'A'),
          made.secret + "' or 1=1 --", std::string{"x"}}) {
        expect_refused({{"Authorization", "Bearer " + key}});
        expect_refused({{"X-API-Key", key}});
    }
    expect_refused({{"Authorization", made.secret}});
    expect_refused({{"Authorization", "Basic " + made.secret}});
    expect_refused({{"Authorization", "Bearer"}});
    expect_refused({{"Authorization", ""}});
    expect_refused({{"Cookie", made.secret}});
    expect_refused({});
}

TEST_P(ApiKeys, the_refusal_does_not_tell_why) {
    const auto expired = access_->create_key("bob", "query", clock_.now() + 1s, "root").secret;
    const auto revoked = new_key();
    access_->revoke_key(revoked.key.id, "root");
    clock_.advance(2s);
    std::set<std::string> messages;
    for (const auto& key : {expired, revoked.secret, new_api_key(random_), std::string{"ontos_x"}})
        try {
            identify({{"X-API-Key", key}});
        } catch (const Failure& failure) {
            messages.insert(failure.message());
            EXPECT_THAT(failure.message(), testing::Not(HasSubstr(key)));
        }
    EXPECT_EQ(messages.size(), 1u);
}

TEST_P(ApiKeys, a_key_works_until_the_moment_it_expires) {
    const auto made = access_->create_key("alice", "query", clock_.now() + 10s, "root");
    clock_.advance(10s - 1us);
    EXPECT_EQ(identify({{"X-API-Key", made.secret}}).name, "alice");
    clock_.advance(1us);
    expect_refused({{"X-API-Key", made.secret}});
}

TEST_P(ApiKeys, a_revoked_key_works_no_more_also_after_a_restart) {
    const auto made = new_key();
    const auto revoked = access_->revoke_key("alice", "root");
    EXPECT_EQ(revoked.revoked_at, clock_.now());
    expect_refused({{"X-API-Key", made.secret}});
    restart();
    expect_refused({{"X-API-Key", made.secret}});
}

TEST_P(ApiKeys, keys_survive_a_restart) {
    const auto made = new_key();
    restart();
    EXPECT_EQ(identify({{"X-API-Key", made.secret}}).name, "alice");
}

TEST_P(ApiKeys, what_another_process_does_is_known_after_a_refresh) {
    const auto other = make();
    const auto made = other->create_key("alice", "query", std::nullopt, "root");
    expect_refused({{"X-API-Key", made.secret}});
    access_->refresh();
    EXPECT_EQ(identify({{"X-API-Key", made.secret}}).name, "alice");
    other->revoke_key("alice", "root");
    EXPECT_EQ(identify({{"X-API-Key", made.secret}}).name, "alice");
    access_->refresh();
    expect_refused({{"X-API-Key", made.secret}});
}

TEST_P(ApiKeys, are_rotated_under_one_name_and_revoked_by_id) {
    const auto first = new_key(), second = new_key();
    EXPECT_THAT([&] { access_->revoke_key("alice", "root"); }, fails_as(FailureKind::conflict));
    access_->revoke_key(first.key.id, "root");
    expect_refused({{"X-API-Key", first.secret}});
    EXPECT_EQ(identify({{"X-API-Key", second.secret}}).name, "alice");
    EXPECT_EQ(access_->revoke_key("alice", "root").id, second.key.id);
    EXPECT_THAT([&] { access_->revoke_key("alice", "root"); }, fails_as(FailureKind::not_found));
    clock_.advance(1s);
    EXPECT_EQ(access_->revoke_key(first.key.id, "root").revoked_at, clock_.now() - 1s);
}

TEST_P(ApiKeys, are_listed_newest_first_and_audited) {
    const auto first = new_key("alice");
    clock_.advance(1s);
    const auto second = new_key("bob");
    clock_.advance(1s);
    access_->revoke_key("alice", "carol");
    const auto keys = access_->list_keys();
    ASSERT_EQ(keys.size(), 2u);
    EXPECT_EQ(keys[0].id, second.key.id);
    EXPECT_TRUE(keys[1].revoked_at);
    const auto entries = database().read(
        [](sql::Transaction& tx) { return find_audit_entries(tx, {.kind = "api_key"}); });
    ASSERT_EQ(entries.size(), 3u);
    EXPECT_EQ(entries[0].action, "revoke_key");
    EXPECT_EQ(entries[0].actor, "carol");
    EXPECT_EQ(entries[0].subject, first.key.id);
    EXPECT_TRUE(entries[0].before.at("revoked_at").is_null());
    EXPECT_TRUE(entries[0].after.at("revoked_at").is_string());
    EXPECT_EQ(entries[2].after.at("name"), "alice");
}

TEST_P(ApiKeys, a_name_that_could_be_taken_for_another_is_refused) {
    for (const auto* name : {"", "local", "a b", "a\nb", "0192f0c1-1111-7111-8111-111111111111",
                             "'; drop table api_keys; --", "ž"})
        EXPECT_THAT([&] { new_key(name); }, fails_as(FailureKind::invalid)) << name;
    EXPECT_THAT([&] { new_key(std::string(101, 'a')); }, fails_as(FailureKind::invalid));
    EXPECT_THAT([&] { new_key("a", ""); }, fails_as(FailureKind::invalid));
    EXPECT_THAT([&] { new_key("a", "deploy:none"); }, fails_as(FailureKind::invalid));
    EXPECT_THAT([&] { access_->create_key("a", "query", clock_.now(), "root"); },
                fails_as(FailureKind::invalid));
    EXPECT_TRUE(access_->list_keys().empty());
}

TEST_P(Callers, without_authentication_everybody_is_local) {
    config_.required = false;
    restart();
    for (const auto& headers : std::vector<std::vector<std::pair<std::string, std::string>>>{
             {}, {{"Authorization", "Bearer dapi123"}}, {{"X-Forwarded-Email", "eve@x.org"}}}) {
        const auto caller = identify(headers);
        EXPECT_EQ(caller.name, "local");
        EXPECT_TRUE(caller.may(Right::deploy_admin));
    }
}

TEST_P(Callers, a_trusted_proxy_is_believed) {
    EXPECT_EQ(identify({{"X-Forwarded-Email", "ann@x.org"}}, "10.1.2.3").name, "ann@x.org");
    EXPECT_EQ(identify({{"X-Forwarded-User", "ann"}}, "fd00::1").name, "ann");
    EXPECT_EQ(identify({{"X-Forwarded-User", "ann"}}, "::ffff:10.1.2.3").name, "ann");
    const auto both =
        identify({{"X-Forwarded-User", "ann"}, {"X-Forwarded-Email", "ann@x.org"}}, "10.1.2.3");
    EXPECT_EQ(both.name, "ann@x.org");
    EXPECT_EQ(both.kind, api::CallerKind::proxy);
    EXPECT_TRUE(both.may(Right::improve_write));
    EXPECT_FALSE(both.may(Right::deploy_write));
}

TEST_P(Callers, the_same_headers_from_elsewhere_are_nothing) {
    for (const auto* peer : {"192.0.2.7", "127.0.0.1", "::1", "11.0.0.1", "fe80::1", "", "10.1.2",
                             "10.1.2.3.evil", "::ffff:192.0.2.7"}) {
        expect_refused({{"X-Forwarded-Email", "ann@x.org"}}, peer);
        expect_refused({{"X-Forwarded-User", "ann"}, {"X-Forwarded-For", "10.1.2.3"}}, peer);
        expect_refused({{"X-Forwarded-Email", "ann@x.org"}, {"Forwarded", "for=10.1.2.3"}}, peer);
    }
}

TEST_P(Callers, a_forged_header_beside_a_key_does_not_change_the_name) {
    const auto made = new_key();
    const auto caller =
        identify({{"X-Forwarded-Email", "root@x.org"}, {"X-API-Key", made.secret}}, "192.0.2.7");
    EXPECT_EQ(caller.name, "alice");
}

TEST_P(Callers, a_wrong_key_is_refused_even_through_a_trusted_proxy) {
    expect_refused({{"X-Forwarded-Email", "ann@x.org"}, {"X-API-Key", new_api_key(random_)}},
                   "10.1.2.3");
    EXPECT_EQ(identify({{"X-Forwarded-Email", "ann@x.org"}, {"Authorization", "Bearer dapi1"}},
                       "10.1.2.3")
                  .name,
              "ann@x.org")
        << "a token for others passes by";
}

TEST_P(Callers, a_name_with_odd_characters_is_refused) {
    for (const std::string& name :
         {std::string{"ann\tx"}, std::string{"a b"}, std::string{"\x80"}, std::string(321, 'a')})
        expect_refused({{"X-Forwarded-Email", name}}, "10.1.2.3");
    expect_refused({{"X-Forwarded-Email", ""}}, "10.1.2.3");
}

TEST_P(Callers, a_wrong_configuration_is_told_at_once) {
    config_.trusted_proxies = {"everyone"};
    EXPECT_THAT([&] { make(); }, fails_as(FailureKind::invalid));
    config_.trusted_proxies = {};
    config_.proxy_rights = "everything";
    EXPECT_THAT([&] { make(); }, fails_as(FailureKind::invalid));
}

TEST(Rights, every_level_holds_those_below_it_and_no_other_stage) {
    constexpr std::array stages{"deploy", "monitor", "improve"};
    constexpr std::array levels{"none", "read", "write", "admin"};
    for (int stage = 0; stage < 3; ++stage)
        for (int level = 0; level < 4; ++level) {
            const auto text = std::string{stages[static_cast<std::size_t>(stage)]} + ":" +
                              levels[static_cast<std::size_t>(level)];
            const auto caller = caller_with("c", api::CallerKind::api_key, text);
            EXPECT_TRUE(caller.may(Right::anyone));
            EXPECT_TRUE(caller.may(Right::known));
            EXPECT_FALSE(caller.may(Right::query)) << text;
            EXPECT_EQ(rights_of(caller),
                      level == 0 ? std::vector<std::string>{} : std::vector{text});
            for (int right = 0; right < 9; ++right) {
                const bool is_held = right / 3 == stage && right % 3 < level;
                const auto wanted =
                    static_cast<Right>(static_cast<int>(Right::deploy_read) + right);
                EXPECT_EQ(caller.may(wanted), is_held) << text << " " << api::to_text(wanted);
                if (is_held)
                    EXPECT_NO_THROW(Access::authorise(caller, wanted));
                else
                    EXPECT_THAT([&] { Access::authorise(caller, wanted); },
                                Throws<Failure>(
                                    Property(&Failure::message, HasSubstr(api::to_text(wanted)))));
            }
        }
}

TEST(Rights, words_that_are_none_are_refused) {
    for (const auto* text : {"deploy", "deploy:", ":read", "deploy:all", "Deploy:read",
                             "query:read", "deploy:read deploy:write", "deploy:read,deploy:write",
                             "admin", "deploy:read,,query", "deploy:read:write"})
        EXPECT_THAT([&] { caller_with("c", api::CallerKind::api_key, text); },
                    fails_as(FailureKind::invalid))
            << text;
    EXPECT_FALSE(caller_with("c", api::CallerKind::proxy, " ").can_query);
}

TEST(ApiKeyText, is_base64_for_urls_of_32_bytes) {
    // RFC 4648: 0xFF bytes are `_`, the last character holds four bits.
    struct Ones final : Random {
        void fill(std::span<std::uint8_t> bytes) override {
            std::fill(bytes.begin(), bytes.end(), std::uint8_t{0xFF});
        }
    } ones;
    EXPECT_EQ(new_api_key(ones), "ontos_" + std::string(42, '_') + "8");
    SeededRandom random{1};
    std::set<std::string> keys;
    for (int i = 0; i < 100; ++i) {
        const auto key = new_api_key(random);
        EXPECT_TRUE(is_api_key(key)) << key;
        keys.insert(key);
    }
    EXPECT_EQ(keys.size(), 100u);
}

}  // namespace
}  // namespace ontos::access
