#pragma once
// Turns feedback into rows of training sheets: once each, one by one or by filter.

#include "improve/feedback/feedback_list_store.hpp"
#include "improve/feedback/feedback_requests.hpp"
#include "improve/sheets/asked_rows.hpp"
#include "improve/sheets/conversion_requests.hpp"
#include "monitor/metrics/model.hpp"
#include "platform/access/once.hpp"
#include "platform/api/router.hpp"
#include "platform/base/random.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// The template of `GET /templates`: its sheet is made when the first item comes.
inline constexpr std::string_view default_template_id = "default";

/// Whether the model that answered is known for its labels, and this is none of them.
using IsStrangeLabel =
    std::function<bool(sql::Transaction& tx, const FeedbackItem& item, const std::string& label)>;

/// What it works with; all of it outlives it.
struct ConversionParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    const Redactor& redactor;
    EndpointDirectory endpoints;
    FindRowColumns find_columns = {};      ///< absent: of no model are they known
    IsStrangeLabel is_strange_label = {};  ///< absent: of no model are the labels known
};

/// Thread safe; its functions block.
class Conversion {
public:
    explicit Conversion(ConversionParts parts) : parts_{std::move(parts)} {}

    api::Upserted<TrainingRowMade> convert_feedback(const api::Path<FeedbackPath>& path,
                                                    const api::Query<ToTraining>& query,
                                                    const api::OptionalBody<ToTraining>& body,
                                                    const access::ActorInput& actor,
                                                    const access::Once& once);
    /// Into the sheet of a template, which is made with its first item.
    api::Upserted<CurationItem> curate_feedback(const api::Path<FeedbackPath>& path,
                                                const api::Query<ToCuration>& query,
                                                const access::ActorInput& actor,
                                                const access::Once& once);
    ConversionReport convert_by_filter(const api::Path<SheetPath>& path,
                                       const api::Body<ConversionRequest>& body,
                                       const access::ActorInput& actor, const access::Once& once);

    /// In the transaction that deletes or revises an item: its rows are held back, and say why. Of
    /// one that met its request late, they learn which model answered.
    void feedback_changed(sql::Transaction& tx, const FeedbackItem& before,
                          const FeedbackItem& after) const;

private:
    std::string make_id() const;
    void answer_repeat(const access::Once& once) const;
    api::Upserted<TrainingRowMade> make_row(sql::Transaction& tx, const std::string& sheet_id,
                                            const FeedbackItem& item,
                                            const std::optional<std::string>& correction,
                                            const std::string& actor) const;
    std::optional<std::string> strange_label(sql::Transaction& tx, const FeedbackItem& item,
                                             const TrainingRowRecord& row) const;
    TrainingSheetRecord sheet_of_template(sql::Transaction& tx, const std::string& template_id,
                                          const std::string& actor) const;
    void convert_piece(const ConversionRequest& request, const TrainingSheetRecord& sheet,
                       const feedback_list_store::Slice& found, const std::string& actor,
                       sql::Transaction& tx, ConversionReport& report) const;

    ConversionParts parts_;
};

void mount(api::Router& router, Conversion& conversion);

}  // namespace ontos
