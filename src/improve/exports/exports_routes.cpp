// Where exports are found.
#include "improve/exports/exports.hpp"

namespace ontos {
namespace {

using api::Right;

constexpr std::string_view about_making =
    "Answers when the files are there, or after `wait` seconds with `running`: then GET shows how "
    "far it is. `refused`: lines break rules of the format, or no row is left; the report names "
    "file, line, row and rule. A text that was rejected is never a target, whatever is forced.";

constexpr api::Operation create = api::post<&Exports::create_export>(
    "/training-sheets/{training_sheet_id}/export", "Export a training sheet.", Right::improve_write,
    {api::UnknownMembers::ignored, about_making});

constexpr api::Operation also(api::Operation operation, std::string_view path,
                              std::string_view name) {
    operation.path = path;
    operation.name = name;
    return operation;
}

constexpr std::array routes{
    create,
    also(create, "/assemblies/{training_sheet_id}/export", "export_assembly"),
    api::get<&Exports::list_exports>("/exports", "List exports, newest first.",
                                     Right::improve_read),
    api::get<&Exports::show_export>("/exports/{export_id}", "Show an export and its progress.",
                                    Right::improve_read),
    api::get<&Exports::show_export_report>("/exports/{export_id}/report",
                                           "Show what an export found in the rows.",
                                           Right::improve_read),
    api::get<&Exports::download_export_file>(
        "/exports/{export_id}/files/{name}", "Download a file of an export.", Right::improve_read,
        {api::UnknownMembers::refused, "The ETag is its sha256; Range is honoured."}),
    api::get<&Exports::download_export_file_in>(
        "/exports/{export_id}/files/{folder}/{name}",
        "Download a file of an export that is in a folder.", Right::improve_read,
        {api::UnknownMembers::refused, "The same as with %2F between folder and name."}),
    api::delete_<&Exports::delete_export>("/exports/{export_id}", "Delete an export and its files.",
                                          Right::improve_write),
};

}  // namespace

void mount(api::Router& router, Exports& exports) { router.mount(exports, routes, "Training"); }

}  // namespace ontos
