// Lineage of what is not there any more.
#include "app/lineage_sources.hpp"

#include "improve/jobs/test_trainings.hpp"

namespace ontos {
namespace {

using testing::Contains;
using testing::ElementsAre;

class LineageOfRows : public Trainings {
protected:
    /// As "kind state distance", in the order of the answer.
    std::vector<std::string> walk(LineageKind kind, const std::string& id) {
        const Lineage lineage{lineage_parts({database(), *exports_, *jobs_})};
        std::vector<std::string> out;
        for (const auto& node : lineage.show_lineage({{kind, id}}, {}).nodes) {
            EXPECT_EQ(node.path.has_value(), node.state != "gone") << node.id;
            out.push_back(std::string{api::to_text(node.kind)} + ' ' + node.state + ' ' +
                          std::to_string(node.distance));
        }
        return out;
    }
    SubjectLineage about(const std::string& subject_id) {
        const Lineage lineage{lineage_parts({database(), *exports_, *jobs_})};
        return lineage.show_subject_lineage({{subject_id}});
    }
};
INSTANTIATE_TEST_SUITE_P(on, LineageOfRows, sql::engines(), sql::engine_name);

TEST_P(LineageOfRows, that_went_with_their_sheet_leads_to_what_was_trained_on_them) {
    FeedbackItem item;
    item.rating = Rating::positive;
    item.subject_id = "ann";
    const auto feedback = give(item);
    const auto row = text(
        ask(201, "POST", "/feedback/" + feedback + "/to-training?training_sheet_id=" + sheet_id())
            .at("qa_pair_id"));
    const auto job = reach(ask_for("copies").id, JobStatus::succeeded);
    ASSERT_THAT(rows_of(job), Contains(row));

    ask(204, "DELETE", sheet_);
    const auto down = ElementsAre("row gone 0", "sheet_version fixed 1", "export ready 2",
                                  "training_job succeeded 3", "model_version READY 4");
    const auto all =
        ElementsAre("feedback active -1", "row gone 0", "sheet_version fixed 1", "export ready 2",
                    "training_job succeeded 3", "model_version READY 4");
    EXPECT_THAT(walk(LineageKind::row, row), all) << "no route shows it";
    sheets_->forget_deleted();
    EXPECT_THAT(walk(LineageKind::row, row), all) << "it is not there";
    EXPECT_THAT(walk(LineageKind::row, row_ids_.front()), down);
    EXPECT_THAT(walk(LineageKind::feedback, feedback), Contains("training_job succeeded 4"));
    const auto known = about("ann");
    EXPECT_EQ(known.rows, 1);
    ASSERT_EQ(known.models.size(), 1);
    EXPECT_EQ(known.models[0].training_job_id, job.id);

    ask(204, "DELETE", "/exports/" + *job.order.export_id);
    exports_->sweep();
    EXPECT_THAT(walk(LineageKind::row, row),
                ElementsAre("row gone 0", "training_job succeeded 1", "model_version READY 2"));
}

}  // namespace
}  // namespace ontos
