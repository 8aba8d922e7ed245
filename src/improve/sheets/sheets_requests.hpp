#pragma once
// What clients send about sheets, and the lists that they get.

#include "improve/sheets/training_sheet.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/api/patch.hpp"

namespace ontos {

struct SheetPath {
    std::string training_sheet_id;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&SheetPath::training_sheet_id>("Id of the sheet.")};
    }
};

struct NewTrainingSheet {
    std::optional<std::string> name, sheet_name;
    std::string description;
    std::optional<std::string> template_id, sheet_id;
    std::vector<DataUse> allowed_uses, prohibited_uses;

    static constexpr auto fields(auto...) {
        using T = NewTrainingSheet;
        return std::array{
            api::option<&T::name>("Name; required, here or as sheet_name.", api::min_length(1),
                                  api::max_length(200), api::pattern(R"(\S)")),
            api::option<&T::sheet_name>("Another word for name.", api::min_length(1),
                                        api::max_length(200), api::pattern(R"(\S)")),
            api::option<&T::description>("What it is for.", api::max_length(10'000)),
            api::option<&T::template_id>("The template that it curates.", api::min_length(1),
                                         api::max_length(200)),
            api::option<&T::sheet_id>("The source that its rows are made of.", api::min_length(1),
                                      api::max_length(200)),
            api::option<&T::allowed_uses>("What its rows may be used for; empty: anything.",
                                          api::max_items(5)),
            api::option<&T::prohibited_uses>("What its rows must not be used for.",
                                             api::max_items(5))};
    }
};

struct SheetChange {
    api::Patch<std::string> name, description;
    api::Patch<SheetStatusWord> status;
    api::Patch<std::vector<DataUse>> allowed_uses, prohibited_uses;

    static constexpr auto fields(auto...) {
        using T = SheetChange;
        return std::array{
            api::option<&T::name>("Name.", api::min_length(1), api::max_length(200),
                                  api::pattern(R"(\S)")),
            api::option<&T::description>("What it is for.", api::max_length(10'000)),
            api::option<&T::status>("In either vocabulary; archived takes no rows any more."),
            api::option<&T::allowed_uses>("What its rows may be used for; empty: anything."),
            api::option<&T::prohibited_uses>("What its rows must not be used for.")};
    }
};

struct SheetsQuery {
    std::optional<SheetStatusWord> status;
    std::optional<std::string> template_id;
    std::int32_t limit = 50;
    std::string cursor;

    static constexpr auto fields(auto...) {
        using T = SheetsQuery;
        return std::array{
            api::option<&T::status>("Only with this status, in either vocabulary."),
            api::option<&T::template_id>("Only of this template.", api::max_length(200)),
            api::option<&T::limit>("Most sheets of one answer.", api::minimum(1),
                                   api::maximum(1000)),
            api::option<&T::cursor>("Where the answer before ended, from its Link header.",
                                    api::is_id_of_last)};
    }
};

struct PreviewQuery {
    std::int32_t limit = 10;
    std::int64_t offset = 0;

    static constexpr auto fields(auto...) {
        return std::array{
            api::option<&PreviewQuery::limit>("Most rows.", api::minimum(1), api::maximum(100)),
            api::option<&PreviewQuery::offset>("The first row's row_index.", api::minimum(0))};
    }
};

struct SheetPreview {
    std::string training_sheet_id;
    std::vector<TrainingRow> rows;
    std::int64_t preview_rows = 0, offset = 0;
    std::int32_t limit = 10;
    SheetCounts counts;

    static constexpr auto fields(auto...) {
        using T = SheetPreview;
        return api::joined(std::array{api::field<&T::training_sheet_id>("The sheet."),
                                      api::field<&T::rows>("In their order."),
                                      api::field<&T::preview_rows>("How many of them are shown."),
                                      api::field<&T::offset>("The first one's row_index, or less."),
                                      api::field<&T::limit>("Most rows that were asked for.")},
                           api::inlined<&T::counts>());
    }
};
template <>
struct api::Codec<SheetPreview> : api::InlinedCodec<SheetPreview> {};

}  // namespace ontos
