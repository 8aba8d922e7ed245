// From what a client sent or named to a staged folder: `model.onnx` alone, or an MLflow model.
#include "deploy/models/model_source.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <set>
#include <vector>

#include "deploy/models/model_roots.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

constexpr std::size_t source_piece_bytes = 1 << 18;

/// Files that belong to one source, with what they may measure.
struct Import {
    StagedFolder& into;
    EntryNames names;
    UnpackBudget budget;
    std::vector<char> piece = std::vector<char>(source_piece_bytes);
};

[[noreturn]] void refuse_source(const std::string& why) {
    throw Failure{FailureKind::invalid, "the model cannot be read: " + why};
}

void copy_opened(const Descriptor& from, const std::string& name, Import& import) {
    auto file = import.into.create(name);
    while (const auto size = read_some(from, import.piece.data(), import.piece.size())) {
        import.budget.add_bytes(size);
        file.append({import.piece.data(), size});
    }
    import.into.finish(name, file);
}

std::set<std::string> names_in(const Descriptor& folder) {
    const auto close = [](DIR* opened) { ::closedir(opened); };
    const std::unique_ptr<DIR, decltype(close)> opened{::fdopendir(::dup(folder.get())), close};
    check(opened != nullptr, "an open folder can be listed");
    std::set<std::string> names;
    while (const dirent* entry = ::readdir(opened.get())) {
        const std::string name = entry->d_name;
        if (name != "." && name != "..") names.insert(name);
    }
    return names;
}

void copy_folder(const Descriptor& from, const std::string& prefix, Import& import) {
    for (const auto& name : names_in(from)) {
        import.budget.add_entry();
        const auto opened = open_in(from, name);
        if (!opened.is_open()) refuse_source(prefix + name + " is a link or cannot be opened");
        if (is_folder(opened)) {
            const auto below = import.names.folder(prefix + name);
            copy_folder(opened, below + "/", import);
        } else if (is_regular_file(opened)) {
            copy_opened(opened, import.names.file(prefix + name), import);
        } else {
            refuse_source(prefix + name + " is no regular file");
        }
    }
}

/// An archive may hold the model's files in one folder.
void enter_single_folder(StagedFolder& staged) {
    const auto& files = staged.files();
    if (files.empty() || files.contains("MLmodel")) return;
    const auto& first = files.begin()->first;
    const auto slash = first.find('/');
    if (slash == first.npos) return;
    const auto top = first.substr(0, slash);
    if (!files.contains(top + "/MLmodel")) return;
    for (const auto& [name, facts] : files)
        if (!name.starts_with(top + "/")) return;
    staged.enter(top);
}

void require_mlmodel(StagedFolder& staged) {
    enter_single_folder(staged);
    if (!staged.files().contains("MLmodel"))
        throw Failure{FailureKind::invalid, "the archive or folder has no file MLmodel"}.hint(
            "Send an MLflow model directory (mlflow.onnx.save_model), or the .onnx file itself.");
}

}  // namespace

void stage_upload(const api::UploadedFile& upload, StagedFolder& into, const ModelLimits& limits) {
    const auto file = open_file(upload.path);
    const auto packing = packing_of(file);
    if (upload.size_bytes == 0) refuse_source("the file is empty");
    if (packing == Packing::none) {
        into.adopt(std::string{bare_model_name}, upload.path, {upload.sha256, upload.size_bytes});
        return;
    }
    unpack_archive(file, packing, into, limits);
    require_mlmodel(into);
}

void stage_opened(const Descriptor& opened, StagedFolder& into, const ModelLimits& limits) {
    Import import{into, {}, UnpackBudget{limits, 0}};
    if (is_folder(opened)) {
        copy_folder(opened, "", import);
        require_mlmodel(into);
        return;
    }
    if (const auto packing = packing_of(opened); packing != Packing::none) {
        unpack_archive(opened, packing, into, limits);
        require_mlmodel(into);
        return;
    }
    copy_opened(opened, std::string{bare_model_name}, import);
    if (into.size_bytes() == 0) refuse_source("the file is empty");
}

}  // namespace ontos
