#pragma once
// Artifacts by their content: `<folder>/<sha256>/<files>`, complete or not there at all.

#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "deploy/models/files.hpp"
#include "platform/base/ids.hpp"

namespace ontos {

/// Relative names ("data/weights.bin") and what the files hold.
using FileList = std::map<std::string, FileFacts>;

/// The name of an artifact: of one file, its SHA-256; of several, the SHA-256 of what `sha256sum`
/// prints for them ("<sha256>  <name>\n"), sorted by the bytes of the name.
std::string content_hash(const FileList& files);

/// A folder that is being filled beside the artifacts. The destructor removes what was not placed.
/// Owned by one thread.
class StagedFolder {
public:
    explicit StagedFolder(std::filesystem::path base);
    StagedFolder(StagedFolder&& other) noexcept
        : base_{std::exchange(other.base_, {})},
          folder_{std::move(other.folder_)},
          files_{std::move(other.files_)} {}
    StagedFolder& operator=(StagedFolder&&) = delete;
    ~StagedFolder();

    /// Where the files are.
    const std::filesystem::path& folder() const { return folder_; }
    const FileList& files() const { return files_; }
    std::uint64_t size_bytes() const;

    /// An open file below the folder. `name` is relative and safe; folders are made as needed.
    NewFile create(const std::string& name);
    /// To be called when a created file is written.
    void finish(const std::string& name, NewFile& file);
    /// Moves a file here whose content is known.
    void adopt(const std::string& name, const std::filesystem::path& from, FileFacts facts);
    /// Forgets the folder above `top`: all files are below it.
    void enter(const std::string& top);

private:
    friend class ArtifactStore;
    StagedFolder() = default;
    void sync_folders() const;

    std::filesystem::path base_, folder_;
    FileList files_;
};

/// Thread safe. One process at a time uses the folder.
class ArtifactStore {
public:
    /// Makes the folder if it is missing, and removes what a crash has left half-written.
    ArtifactStore(std::filesystem::path folder, const Clock& clock, Random& random);

    /// While it lives, nobody else places or removes these artifacts.
    class Hold {
    public:
        Hold(ArtifactStore& store, std::set<std::string> names);
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;
        ~Hold();

    private:
        ArtifactStore& store_;
        const std::set<std::string> names_;
    };
    /// Waits until none of them is held. A thread has at most one Hold.
    Hold hold(std::set<std::string> sha256s) { return {*this, std::move(sha256s)}; }

    StagedFolder stage();

    /// Files, then folders, then the new name are on the disk. An intact artifact of that name
    /// stays as it is; a damaged one is replaced. Under its Hold.
    void place(StagedFolder& staged, const std::string& sha256);

    std::filesystem::path folder_of(const std::string& sha256) const { return folder_ / sha256; }

    /// Whether the files are there and still have that hash: reads all of them.
    bool is_intact(const std::string& sha256) const;

    /// Removes it, if it is there. Under its Hold.
    void remove(const std::string& sha256);

    /// The artifact as one file for a download: the file itself where it is only one, else a zip of
    /// the folder that is made once and kept. Under its Hold.
    std::filesystem::path download_of(const std::string& sha256);

private:
    std::filesystem::path zip_of(const std::string& sha256) const {
        return folder_ / (sha256 + ".zip");
    }

    const std::filesystem::path folder_, staging_;
    const Clock& clock_;
    Random& random_;

    std::mutex mutex_;
    std::condition_variable released_;
    std::set<std::string> held_;
};

}  // namespace ontos
