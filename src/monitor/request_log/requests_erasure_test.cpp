// What is erased of a person's logged requests.
#include "monitor/request_log/requests_erasure.hpp"

#include "monitor/request_log/test_request_log.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos {
namespace {

using testing::UnorderedElementsAre;

class GivenRequests : public StoredRequests {
protected:
    void SetUp() override {
        StoredRequests::SetUp();
        if (IsSkipped()) return;
        log_ = start();
        erasure_ = std::make_unique<RequestsErasure>(*log_);
    }
    void tell(const std::string& request_id, const std::string& session_id = {}) {
        TestRequest request;
        request.request_id = request_id;
        request.session_id = session_id;
        request.tell(*log_);
    }
    ErasedSubject of(const std::string& id, std::vector<SubjectTie> also,
                     std::vector<std::string> request_ids = {}) {
        return {"erasure-1", id, std::move(also), std::move(request_ids), clock_.now()};
    }
    std::int64_t erase(const ErasedSubject& subject, std::int64_t limit = 100) {
        erasure_->settle();
        database().write([&](sql::Transaction& tx) {
            erasure_links_store::insert(tx, erasure_->scan(tx, subject));
            erasure_->link(tx, subject);
        });
        return database().write(
            [&](sql::Transaction& tx) { return erasure_->erase(tx, subject, limit); });
    }
    std::vector<std::string> left() {
        std::vector<std::string> out;
        for (const auto& request : all(*log_)) out.push_back(request.request_id);
        return out;
    }

    std::unique_ptr<RequestLog> log_;
    std::unique_ptr<RequestsErasure> erasure_;
};

using ErasedRequests = GivenRequests;
INSTANTIATE_TEST_SUITE_P(on, ErasedRequests, sql::engines(), sql::engine_name);

TEST_P(ErasedRequests, go_with_their_payloads_and_are_taken_off_the_bytes_of_the_log) {
    tell("r-1", "ann");
    tell("r-2", "bob");
    tell("r-3", "ann");
    EXPECT_EQ(erase(of("ann", {SubjectTie::session}), 1), 1);
    EXPECT_EQ(erase(of("ann", {SubjectTie::session}), 1), 1);
    EXPECT_EQ(erase(of("ann", {SubjectTie::session}), 1), 0);
    EXPECT_THAT(left(), UnorderedElementsAre("r-2"));
    EXPECT_EQ(number("select count(*) from request_payloads"), 1);
    EXPECT_EQ(erase(of("bob", {SubjectTie::session})), 1);
    EXPECT_EQ(number("select cast(sum(bytes) as bigint) from request_log_minutes"), 0);
}

TEST_P(ErasedRequests, are_found_by_requester_and_by_their_ids_if_these_are_named) {
    tell("r-1");
    EXPECT_EQ(erase(of("anna", {})), 0);
    EXPECT_EQ(erase(of("nobody", {}, {"r-0", "r-1"})), 1);
    tell("r-2");
    EXPECT_EQ(erase(of("anna", {SubjectTie::requester})), 1);
}

TEST_P(ErasedRequests, are_only_those_until_then) {
    tell("r-1");
    auto subject = of("x", {}, {"r-1"});
    subject.until -= std::chrono::seconds{1};
    EXPECT_EQ(erase(subject), 0);
}

}  // namespace
}  // namespace ontos
