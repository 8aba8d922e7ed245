#pragma once
// What the baselines speak.

#include <optional>
#include <string>
#include <vector>

#include "deploy/models/names.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/api/route.hpp"

namespace ontos {

/// training: the CSV of the version's registration. upload: a CSV sent later. window: live traffic.
BOOST_DEFINE_ENUM_CLASS(BaselineKind, training, upload, window)
BOOST_DEFINE_ENUM_CLASS(BaselineStatus, pending, ready, failed)

/// A baseline never changes once it is ready; a newer one takes its place.
struct ModelBaseline {
    std::string id;
    std::string model_name, model_version;
    BaselineKind kind = BaselineKind::training;
    std::optional<std::string> endpoint_id;
    BaselineStatus status = BaselineStatus::pending;
    std::int64_t rows_done = 0, rows = 0, rows_kept = 0;
    std::string message;
    std::vector<std::string> warnings, other_columns;
    std::optional<std::string> source_sha256, sha256, layout_id;
    Timestamp created_at{};
    std::string created_by;
    Timestamp updated_at{};

    static constexpr auto fields(auto...) {
        using T = ModelBaseline;
        return std::array{
            api::field<&T::id>("Identifier."),
            api::field<&T::model_name>("catalog.schema.model."),
            api::field<&T::model_version>("Its version."),
            api::field<&T::kind>("Where its rows came from."),
            api::field<&T::endpoint_id>("Whose live traffic it is, or which is served elsewhere; "
                                        "null: a file of a version."),
            api::field<&T::status>("Only ready ones are compared with."),
            api::field<&T::rows_done>("Rows read so far."),
            api::field<&T::rows>("Rows of the file or the window; 0 until it is ready."),
            api::field<&T::rows_kept>(
                "Rows that it counts: all, or a uniform sample where they are too many."),
            api::field<&T::message>("Why it failed; else empty."),
            api::field<&T::warnings>("What it cannot see."),
            api::field<&T::other_columns>("Columns of the file that are no inputs: not used."),
            api::field<&T::source_sha256>("Of the file."),
            api::field<&T::sha256>("Of its bins and counts: the same rows, the same hash."),
            api::field<&T::layout_id>("Of its bins: what has equal bins adds up."),
            api::field<&T::created_at>("When it was begun."),
            api::field<&T::created_by>("Who sent it."),
            api::field<&T::updated_at>("When it got on last.")};
    }
};

struct BaselinesQuery {
    std::optional<std::string> model_name, model_version, endpoint_id;
    std::int32_t limit = 20;
    std::string cursor;

    static constexpr auto fields(auto...) {
        using T = BaselinesQuery;
        return std::array{
            api::option<&T::model_name>("Only of this model.",
                                        api::max_length(full_name_length_max)),
            api::option<&T::model_version>("Only of this version.", api::max_length(32)),
            api::option<&T::endpoint_id>("Only of this endpoint, or of its traffic: id or name.",
                                         api::max_length(255)),
            api::option<&T::limit>("Baselines of a page.", api::minimum(1), api::maximum(100)),
            api::option<&T::cursor>("`next_cursor` of the page before.", api::is_id_of_last)};
    }
};

struct BaselinesPage {
    std::vector<ModelBaseline> items;
    std::optional<std::string> next_cursor;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&BaselinesPage::items>("Newest first."),
            api::field<&BaselinesPage::next_cursor>("For the next page; null: this is the last.")};
    }
};

struct BaselinePath {
    std::string id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&BaselinePath::id>("Identifier.", api::max_length(36))};
    }
};

struct NewBaseline {
    std::optional<api::UploadedFile> baseline;
    std::optional<std::string> model_name, model_version, endpoint_id;
    std::optional<std::int32_t> hours;
    std::int32_t wait = 10;

    static constexpr auto fields(auto...) {
        using T = NewBaseline;
        return std::array{
            api::option<&T::baseline>(
                "CSV or Parquet of the training rows, with the inputs' names as columns; what is "
                "said of row n of a Parquet file names line n + 1. With "
                "endpoint_id, a column `prediction` is what the model answered."),
            api::option<&T::model_name>("With a file: catalog.schema.model.",
                                        api::pattern(three_part_name),
                                        api::max_length(full_name_length_max)),
            api::option<&T::model_version>("With a file: a version, an alias or `latest`.",
                                           api::max_length(255)),
            api::option<&T::endpoint_id>(
                "Without a file: the endpoint whose live traffic is taken, id or name. With one: "
                "an endpoint that is served elsewhere, whose model it is a baseline of.",
                api::max_length(255)),
            api::option<&T::hours>("With an endpoint: how long before now the window begins.",
                                   api::minimum(1), api::maximum(720)),
            api::option<&T::wait>("Seconds to wait until a file is read.", api::minimum(0),
                                  api::maximum(300))};
    }
};

}  // namespace ontos
