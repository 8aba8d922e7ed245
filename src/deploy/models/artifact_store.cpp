// Artifacts by their content: `<folder>/<sha256>/<files>`, complete or not there at all.
#include "deploy/models/artifact_store.hpp"

#include <algorithm>

#include "deploy/models/model_archive.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

FileList hash_folder(const std::filesystem::path& folder) {
    FileList files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
        if (!entry.is_directory())
            files.emplace(entry.path().lexically_relative(folder).generic_string(),
                          hash_file(entry.path()));
    return files;
}

}  // namespace

std::string content_hash(const FileList& files) {
    check(!files.empty(), "an artifact has files");
    if (files.size() == 1) return files.begin()->second.sha256;
    Sha256 sha256;
    for (const auto& [name, facts] : files) sha256.add(facts.sha256 + "  " + name + "\n");
    return sha256.hex();
}

// Delegates first, so that the destructor cleans up when the second folder cannot be made.
StagedFolder::StagedFolder(std::filesystem::path base) : StagedFolder{} {
    base_ = std::move(base);
    folder_ = base_ / "content";
    make_folder(base_);
    make_folder(folder_);
}

StagedFolder::~StagedFolder() {
    if (!base_.empty()) remove_quietly(base_);
}

std::uint64_t StagedFolder::size_bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [name, facts] : files_) sum += facts.size_bytes;
    return sum;
}

NewFile StagedFolder::create(const std::string& name) {
    auto parent = folder_;
    for (const auto& part : std::filesystem::path{name}.parent_path()) {
        parent /= part;
        make_folder(parent);
    }
    return NewFile{folder_ / name};
}

void StagedFolder::finish(const std::string& name, NewFile& file) {
    files_.insert_or_assign(name, file.finish());
}

void StagedFolder::adopt(const std::string& name, const std::filesystem::path& from,
                         FileFacts facts) {
    move_file(from, folder_ / name);
    files_.insert_or_assign(name, std::move(facts));
}

void StagedFolder::enter(const std::string& top) {
    FileList below;
    for (auto& [name, facts] : files_) {
        check(name.starts_with(top + "/"), "all files are below the folder that is entered");
        below.emplace(name.substr(top.size() + 1), std::move(facts));
    }
    files_ = std::move(below);
    folder_ /= top;
}

void StagedFolder::sync_folders() const {
    std::set<std::filesystem::path> folders{folder_};
    for (const auto& [name, facts] : files_)
        for (auto parent = (folder_ / name).parent_path(); folders.insert(parent).second;)
            parent = parent.parent_path();
    for (const auto& folder : folders) sync_folder(folder);
}

ArtifactStore::ArtifactStore(std::filesystem::path folder, const Clock& clock, Random& random)
    : folder_{std::move(folder)}, staging_{folder_ / "staging"}, clock_{clock}, random_{random} {
    std::filesystem::create_directories(folder_);
    remove_quietly(staging_);
    make_folder(staging_);
    sync_folder(folder_);
}

ArtifactStore::Hold::Hold(ArtifactStore& store, std::set<std::string> names)
    : store_{store}, names_{std::move(names)} {
    const auto is_held = [&](const std::string& name) { return store_.held_.contains(name); };
    std::unique_lock lock{store_.mutex_};
    store_.released_.wait(lock, [&] { return std::ranges::none_of(names_, is_held); });
    store_.held_.insert(names_.begin(), names_.end());
}

ArtifactStore::Hold::~Hold() {
    {
        const std::lock_guard lock{store_.mutex_};
        for (const auto& name : names_) store_.held_.erase(name);
    }
    store_.released_.notify_all();
}

StagedFolder ArtifactStore::stage() { return StagedFolder{staging_ / new_id(clock_, random_)}; }

void ArtifactStore::place(StagedFolder& staged, const std::string& sha256) {
    staged.sync_folders();
    const auto target = folder_of(sha256);
    if (std::filesystem::exists(target)) {
        if (is_intact(sha256)) return;
        rename_durably(target, staged.base_ / "damaged");
    }
    rename_durably(staged.folder_, target);
}

bool ArtifactStore::is_intact(const std::string& sha256) const {
    const auto folder = folder_of(sha256);
    if (!std::filesystem::is_directory(folder)) return false;
    const auto files = hash_folder(folder);
    return !files.empty() && content_hash(files) == sha256;
}

void ArtifactStore::remove(const std::string& sha256) {
    std::filesystem::remove(zip_of(sha256));
    const auto folder = folder_of(sha256);
    if (!std::filesystem::exists(folder)) return;
    // Under another name first: a crash must not leave half of it under its own.
    const auto removed = staging_ / new_id(clock_, random_);
    rename_durably(folder, removed);
    sync_folder(folder_);
    remove_quietly(removed);
}

std::filesystem::path ArtifactStore::download_of(const std::string& sha256) {
    const auto folder = folder_of(sha256);
    if (const auto bare = folder / bare_model_name; std::filesystem::exists(bare)) {
        const auto entries = std::filesystem::directory_iterator{folder};
        if (std::distance(begin(entries), end(entries)) == 1) return bare;
    }
    const auto zip = zip_of(sha256);
    if (!std::filesystem::exists(zip)) {
        auto staged = stage();
        write_zip(folder, staged.folder() / "artifact.zip");
        rename_durably(staged.folder() / "artifact.zip", zip);
    }
    return zip;
}

}  // namespace ontos
