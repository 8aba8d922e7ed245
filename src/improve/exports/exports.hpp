#pragma once
// Exports of training sheets: asked for, made in the background, downloaded, deleted.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "improve/exports/export_run.hpp"
#include "monitor/metrics/model.hpp"
#include "platform/access/once.hpp"
#include "platform/api/router.hpp"
#include "platform/base/random.hpp"
#include "platform/tasks/executor.hpp"

namespace ontos {

/// What it works with; all of it outlives it.
struct ExportsParts {
    sql::Database& database;
    const Clock& clock;
    Random& random;
    Executor& pool;  ///< one thread: the exports of a server come one after the other
    std::function<RedactionInForce()> redaction;
    EndpointDirectory endpoints;
    std::string server_id, tool_version;
    Parquet parquet{};
    std::filesystem::path folder;  ///< files of an export: `<id>/<files_revision>/`
    FindRowColumns find_columns{};
};

/// How a file is asked for: HEAD, a range, or only if it is another than the client has.
struct FileAsked : api::NotInPath {
    const api::Call* call;
    static FileAsked read(api::Call& call) { return {{}, &call}; }
    static void describe(api::Inputs&, api::json::object&) {}
    /// Whether the answer has bytes of the file.
    bool gets_bytes_of(const api::FileReply& file) const;
};

/// Thread safe; its functions block. Its destructor waits for its own work on the pool, which must
/// still run.
class Exports {
public:
    static constexpr std::int64_t exports_max = 1'000;
    /// Requests that wait for their files at once; the others are answered at once.
    static constexpr int waiters_max = 16;

    explicit Exports(ExportsParts parts);
    ~Exports();

    api::Created<Export> create_export(const api::Path<SheetPath>& path,
                                       const api::Body<ExportRequest>& body,
                                       const access::ActorInput& actor, const access::Once& once);
    ExportPage list_exports(const api::Query<ExportsQuery>& query) const;
    Export show_export(const api::Path<ExportPath>& path) const;
    ExportReport show_export_report(const api::Path<ExportPath>& path) const;
    /// Remembers who got bytes of a file with rows.
    api::FileReply download_export_file(const api::Path<ExportFilePath>& path,
                                        const access::ActorInput& actor, const FileAsked& asked);
    /// The same of a file in a folder.
    api::FileReply download_export_file_in(const api::Path<ExportFolderFilePath>& path,
                                           const access::ActorInput& actor, const FileAsked& asked);
    /// With its files.
    void delete_export(const api::Path<ExportPath>& path, const api::IfMatch& condition,
                       const access::ActorInput& actor);

    std::optional<ExportRecord> find(sql::Transaction& tx, const std::string& id) const;
    /// The folder of the files of a ready export; nullopt if they are not here.
    std::optional<std::filesystem::path> files_here(const std::string& export_id) const;
    using UseFiles = std::function<void(const Export& made, const std::filesystem::path& folder)>;
    /// Calls `use` with a ready export and the folder of its files, from which no row is erased
    /// meanwhile. False if they are not here. Waits for exports that are rewritten now.
    bool with_files(const std::string& export_id, const UseFiles& use);
    /// The same for who must not wait: throws Failure{conflict} while exports are rewritten.
    bool with_files_now(const std::string& export_id, const UseFiles& use);
    /// The row of each line of a ready export, if its files are here.
    void for_each_row(const std::string& export_id,
                      const std::function<void(const std::string& row_id)>& visit) const;
    /// Each second: rewrites ready exports that erasures hold, and whose files are here, without
    /// the erased rows; manifests and hashes are renewed. Then they are given out again.
    void erase_held();
    /// Whether this server made its files.
    bool has_files_of(const ExportRecord& record) const {
        return record.server_id == parts_.server_id;
    }

    /// Each few seconds: goes on with what a crash, or another server, has left.
    void step();
    /// Removes exports that were asked for before, with the files that are here; the server of
    /// other files sweeps them away. Not what is still made.
    void forget(Timestamp before);
    /// Each minute: removes files that no export has any more.
    void sweep();
    /// Ends what runs; it is begun again by the next `step` of whoever comes first.
    void stop();

private:
    struct Work;
    /// Thrown out of a run that is not ours any more, or not now.
    struct Abandoned {};

    ExportRecord require(const std::string& id) const;
    std::optional<ExportRecord> insert(const ExportRecord& record, const access::Actor& actor,
                                       const access::Once& once);
    void begin(const ExportRecord& record);
    bool is_working(const std::string& id) const;
    void await(const std::string& id, std::chrono::seconds wait);
    void make(ExportRecord record) noexcept;
    void run(ExportRecord& record);
    void finish(ExportRecord& record);
    void show_progress(const ExportRecord& record, std::int64_t total, std::int64_t done);
    bool use_files(const std::string& export_id, const UseFiles& use) const;
    void erase_one(const std::string& erasure_id, const std::string& export_id);
    using InTransaction = std::function<void(sql::Transaction& tx, std::int64_t lines_gone)>;
    /// `also` runs in the transaction that names the new files, if lines went.
    void rewrite_without(const std::set<std::string>& row_ids, ExportRecord record,
                         const InTransaction& also);
    std::filesystem::path folder_of(const ExportRecord& record) const;
    void sweep_export(const std::filesystem::path& folder);

    ExportsParts parts_;
    std::mutex erasing_;  ///< one rewrites at a time
    std::atomic<bool> is_stopping_{false};
    std::atomic<int> waiters_{0};
    mutable std::mutex mutex_;  ///< of what follows
    std::condition_variable changed_;
    std::set<std::string> working_;  ///< ids of exports that are queued or made here
};

void mount(api::Router& router, Exports& exports);

}  // namespace ontos
