#pragma once
// Training sheets as people make, fill, review and delete them.

#include "improve/sheets/rows_requests.hpp"
#include "improve/sheets/sheets_requests.hpp"
#include "platform/access/once.hpp"
#include "platform/api/router.hpp"
#include "platform/base/random.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// What it works with; all of it outlives it.
struct SheetsParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    const Redactor& redactor;
};

/// Thread safe; its functions block.
class Sheets {
public:
    static constexpr std::int64_t sheets_max = 10'000;

    explicit Sheets(SheetsParts parts) : parts_{parts} {}

    api::Created<TrainingSheet> create_training_sheet(const api::Body<NewTrainingSheet>& body,
                                                      const access::ActorInput& actor,
                                                      const access::Once& once);
    api::Linked<TrainingSheet> list_training_sheets(const api::Query<SheetsQuery>& query) const;
    TrainingSheet show_training_sheet(const api::Path<SheetPath>& path) const;
    TrainingSheet update_training_sheet(const api::Path<SheetPath>& path,
                                        const api::Body<SheetChange>& body,
                                        const api::IfMatch& condition,
                                        const access::ActorInput& actor);
    /// With its rows; its exports stay.
    void delete_training_sheet(const api::Path<SheetPath>& path, const api::IfMatch& condition,
                               const access::ActorInput& actor);
    SheetPreview preview_training_sheet(const api::Path<SheetPath>& path,
                                        const api::Query<PreviewQuery>& query) const;

    RowPage list_training_rows(const api::Path<SheetPath>& path,
                               const api::Query<RowsQuery>& query) const;
    api::Created<RowsAdded> add_training_rows(const api::Path<SheetPath>& path,
                                              const api::Body<NewTrainingRows>& body,
                                              const access::ActorInput& actor,
                                              const access::Once& once);
    TrainingRow show_training_row(const api::Path<RowPath>& path) const;
    TrainingRow review_training_row(const api::Path<RowPath>& path,
                                    const api::Body<RowChange>& body, const api::IfMatch& condition,
                                    const access::ActorInput& actor);

    /// The review of a row for another feature, in its transaction: `actor` sends what `reviewer`
    /// decided.
    TrainingRow review_row(sql::Transaction& tx, const TrainingRowRecord& before,
                           const RowChange& change, const std::string& reviewer,
                           const access::Actor& actor) const;

    /// Removes rows of deleted sheets, in small jobs: called each minute.
    void forget_deleted();

private:
    std::string make_id() const;
    void audit(sql::Transaction& tx, const access::Actor& actor,
               const access::Change& change) const;

    SheetsParts parts_;
};

void mount(api::Router& router, Sheets& sheets);

}  // namespace ontos
