// What the server's data takes, and how much room is left.
#include "app/storage.hpp"

#include "app/storage_store.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t files_max = 200'000;

struct Folder {
    std::string_view name, description;
};
constexpr std::array folders{
    Folder{"artifacts", "Files of registered models, each once"},
    Folder{"baselines", "Rows of baselines that people uploaded"},
    Folder{"exports", "Exported training sets"},
    Folder{"training", "Files of training jobs"},
    Folder{"uploads", "Uploads that are under way"},
};

/// Counts what is below a folder, up to `left` files; what vanishes meanwhile is not there.
StoredPart counted(const Folder& folder, const fs::path& path, std::int64_t& left) {
    StoredPart out{std::string{folder.name}, std::string{folder.description}, 0, 0};
    std::error_code error;
    constexpr auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator entry{path, options, error}, end;
         !error && entry != end && left > 0; entry.increment(error)) {
        std::error_code gone;
        if (!entry->is_regular_file(gone)) continue;
        const auto bytes = entry->file_size(gone);
        if (gone) continue;
        --left;
        ++*out.files;
        out.bytes += static_cast<std::int64_t>(bytes);
    }
    return out;
}

}  // namespace

StorageAnswer Storage::show_storage() const {
    StorageAnswer out;
    out.data_folder = data_.string();
    out.parts.push_back(
        {"database", "All but files: endpoints, metrics, logs, feedback, sheets", 0, std::nullopt});
    database_.read([&](sql::Transaction& tx) {
        const bool is_sqlite = tx.engine() == sql::Engine::sqlite;
        out.engine = is_sqlite ? "sqlite" : "postgresql";
        if (is_sqlite) out.parts.front().files = 1;
        out.parts.front().bytes = storage_store::size(tx);
        out.reusable_bytes = storage_store::reusable(tx);
    });
    auto left = files_max;
    for (const auto& folder : folders) {
        const auto path = data_ / folder.name;
        std::error_code error;
        if (fs::is_directory(path, error)) out.parts.push_back(counted(folder, path, left));
    }
    out.is_complete = left > 0;
    std::error_code error;
    if (const auto disk = fs::space(data_, error); !error) {
        out.disk_free_bytes = static_cast<std::int64_t>(disk.available);
        out.disk_bytes = static_cast<std::int64_t>(disk.capacity);
    }
    return out;
}

}  // namespace ontos
