// The rows that a job was trained on, found again.
#include "improve/jobs/trained_rows_store.hpp"

#include <gmock/gmock.h>

#include "platform/base/ids.hpp"
#include "platform/sql/test_database.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TrainedRows : public sql::DatabaseTest {
protected:
    std::vector<std::string> new_ids(std::size_t count) {
        std::vector<std::string> out;
        while (out.size() < count) {
            clock_.advance(std::chrono::milliseconds{1});
            out.push_back(new_id(clock_, random_));
        }
        return out;
    }
    void put(const std::string& job_id, const std::vector<std::string>& row_ids) {
        const auto rows = digits_of_rows([&](const auto& visit) {
            for (const auto& id : row_ids) visit(id);
        });
        database().write([&](sql::Transaction& tx) { trained_rows_store::put(tx, job_id, rows); });
    }
    std::vector<RowDigits> of_job(const std::string& job_id, std::int64_t pieces = 100) {
        return database().read(
            [&](sql::Transaction& tx) { return trained_rows_store::of_job(tx, job_id, pieces); });
    }
    std::vector<std::string> jobs_with(const std::set<std::string>& row_ids) {
        return database().read(
            [&](sql::Transaction& tx) { return trained_rows_store::jobs_with(tx, row_ids, 10); });
    }

    ManualClock clock_{Timestamp{std::chrono::seconds{1'700'000'000}}};
    SeededRandom random_{1};
};
INSTANTIATE_TEST_SUITE_P(on, TrainedRows, sql::engines(), sql::engine_name);

TEST_P(TrainedRows, are_found_again_in_every_piece_and_no_others) {
    const auto ids = new_ids(5'000);
    std::vector<std::string> in{"no uuid"};
    std::set<std::string> out{"no uuid"};
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (i % 2 == 0)
            in.insert(in.end(), i % 10 == 0 ? 2 : 1, ids[i]);
        else
            out.insert(ids[i]);
    put("job", in);
    put("job-2", {ids[1]});
    for (std::size_t i = 0; i < ids.size(); i += 250)
        EXPECT_THAT(jobs_with({ids[i]}), ElementsAre("job")) << i;
    EXPECT_THAT(jobs_with({ids[1], ids[4'998]}), ElementsAre("job-2", "job"));
    EXPECT_THAT(jobs_with(out), ElementsAre("job-2"));
    EXPECT_THAT(jobs_with({ids[3], ids[4'999], "no uuid"}), IsEmpty());
    EXPECT_EQ(of_job("job").size(), 2'500) << "each once";
    EXPECT_EQ(of_job("job", 1).size(), trained_rows_store::rows_of_piece);
    EXPECT_THAT(row_ids_of(of_job("job"), 3), ElementsAre(ids[0], ids[2], ids[4]));
    put("job", {ids[1]});
    EXPECT_THAT(jobs_with({ids[0], ids[4'998]}), IsEmpty()) << "replaced";
    EXPECT_THAT(of_job("job-3"), IsEmpty());
}

TEST_P(TrainedRows, are_told_without_those_that_others_name) {
    const auto ids = new_ids(500);
    put("job", ids);
    const auto others = [&](const auto& visit) {
        visit("no uuid");
        for (const auto& id : new_ids(3)) visit(id);
        for (auto id = std::next(ids.begin()); id != ids.end(); ++id) visit(*id);
    };
    EXPECT_THAT(row_ids_but(of_job("job"), others, 1'000), ElementsAre(ids.front()));
    EXPECT_EQ(row_ids_but(
                  of_job("job"), [](const auto&) {}, 3),
              row_ids_of(of_job("job"), 3));
}

}  // namespace
}  // namespace ontos
