// Where training sheets are found: /training-sheets, and /assemblies of earlier clients.

#include "improve/sheets/conversion.hpp"
#include "improve/sheets/earlier_lists.hpp"
#include "improve/sheets/sheets.hpp"

namespace ontos {

namespace {

using api::Right;

constexpr api::Operation create = api::post<&Sheets::create_training_sheet>(
    "/training-sheets", "Create a training sheet.", Right::improve_write);
constexpr api::Operation list = api::get<&Sheets::list_training_sheets>(
    "/training-sheets/list", "List training sheets, newest first.", Right::improve_read);
constexpr api::Operation show = api::get<&Sheets::show_training_sheet>(
    "/training-sheets/{training_sheet_id}", "Show a training sheet.", Right::improve_read);
constexpr api::Operation update = api::patch<&Sheets::update_training_sheet>(
    "/training-sheets/{training_sheet_id}", "Change a training sheet.", Right::improve_write);
constexpr api::Operation remove = api::delete_<&Sheets::delete_training_sheet>(
    "/training-sheets/{training_sheet_id}", "Delete a training sheet and its rows.",
    Right::improve_write);
constexpr api::Operation preview =
    api::get<&Sheets::preview_training_sheet>("/training-sheets/{training_sheet_id}/preview",
                                              "Show some rows of a sheet.", Right::improve_read);
constexpr api::Operation list_rows = api::get<&Sheets::list_training_rows>(
    "/training-sheets/{training_sheet_id}/rows", "List the rows of a sheet.", Right::improve_read);
constexpr api::Operation add_rows = api::post<&Sheets::add_training_rows>(
    "/training-sheets/{training_sheet_id}/rows", "Add rows by hand.", Right::improve_write);
constexpr api::Operation show_row = api::get<&Sheets::show_training_row>(
    "/training-sheets/{training_sheet_id}/rows/{row_id}", "Show a row.", Right::improve_read);
constexpr api::Operation review_row = api::patch<&Sheets::review_training_row>(
    "/training-sheets/{training_sheet_id}/rows/{row_id}",
    "Review a row: approve, edit, reject or flag it.", Right::improve_write);

/// The same operation at another place.
constexpr api::Operation also(api::Operation operation, std::string_view path,
                              std::string_view name) {
    operation.path = path;
    operation.name = name;
    return operation;
}

constexpr api::Operation put(api::Operation operation) {
    operation.method = api::Method::put;
    operation.unknown_members = api::UnknownMembers::ignored;
    return operation;
}

constexpr std::array routes{
    create,
    list,
    show,
    update,
    remove,
    preview,
    list_rows,
    add_rows,
    show_row,
    review_row,
    put(also(review_row, "/training-sheets/{training_sheet_id}/rows/{row_id}", "put_training_row")),
    also(create, "/assemblies", "create_assembly"),
    also(list, "/assemblies/list", "list_assemblies"),
    also(show, "/assemblies/{training_sheet_id}", "show_assembly"),
    also(update, "/assemblies/{training_sheet_id}", "update_assembly"),
    also(remove, "/assemblies/{training_sheet_id}", "delete_assembly"),
    also(preview, "/assemblies/{training_sheet_id}/preview", "preview_assembly"),
    also(list_rows, "/assemblies/{training_sheet_id}/rows", "list_assembly_rows"),
    also(add_rows, "/assemblies/{training_sheet_id}/rows", "add_assembly_rows"),
    also(show_row, "/assemblies/{training_sheet_id}/rows/{row_id}", "show_assembly_row"),
    also(review_row, "/assemblies/{training_sheet_id}/rows/{row_id}", "review_assembly_row"),
    put(also(review_row, "/assemblies/{training_sheet_id}/rows/{row_id}", "put_assembly_row")),
};

constexpr std::array conversion_routes{
    api::post<&Conversion::convert_feedback>("/feedback/{feedback_id}/to-training",
                                             "Turn feedback into a row of a training sheet.",
                                             Right::improve_write, api::specified),
    api::post<&Conversion::curate_feedback>("/feedback/{feedback_id}/to-curation",
                                            "Turn feedback into a row of a template's sheet.",
                                            Right::improve_write, api::specified),
    api::post<&Conversion::convert_by_filter>(
        "/training-sheets/{training_sheet_id}/convert",
        "Turn the feedback that a filter finds into rows, or say what would be made.",
        Right::improve_write),
};

constexpr std::array earlier_routes{
    api::get<&EarlierLists::list_templates>("/templates", "List what feedback is curated for.",
                                            Right::improve_read, api::specified),
    api::get<&EarlierLists::list_source_sheets>("/sheets", "List what training sheets are made of.",
                                                Right::improve_read, api::specified),
    api::get<&EarlierLists::show_examples_dashboard>("/examples/dashboard",
                                                     "Show the use of examples: none is kept.",
                                                     Right::improve_read, api::specified),
};

}  // namespace

void mount(api::Router& router, EarlierLists& lists) {
    router.mount(lists, earlier_routes, "Training");
}

void mount(api::Router& router, Conversion& conversion) {
    router.mount(conversion, conversion_routes, "Training");
}

void mount(api::Router& router, Sheets& sheets) { router.mount(sheets, routes, "Training"); }

}  // namespace ontos
