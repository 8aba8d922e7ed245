#pragma once
// Model files as they arrive: a bare .onnx, a zip, a tar or tar.gz, or a folder; nothing in them is
// trusted.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

#include "deploy/models/files.hpp"

namespace ontos {

class StagedFolder;

/// The file name of a model that came without a folder.
inline constexpr std::string_view bare_model_name = "model.onnx";

/// What an unpacked model may measure.
struct ModelLimits {
    std::uint64_t bytes_max = 4ull << 30;
    std::size_t entries_max = 10'000;
    /// How many times its packed size an archive may unpack to, beyond `ratio_free_bytes`.
    std::uint64_t ratio_max = 100;
    std::uint64_t ratio_free_bytes = 64ull << 20;
};

enum class Packing { none, zip, tar, tar_gz };

/// By the file's first bytes, never by its name.
Packing packing_of(const Descriptor& file);

/// The names of an untrusted source, each checked once. Owned by one thread.
class EntryNames {
public:
    /// The relative name of a file, cleaned of "./". Throws Failure{invalid} for what leads out of
    /// the folder, repeats a name (in any case of letters), is longer than 1,000 bytes, deeper than
    /// 32 folders, or has backslashes or anything but printable ASCII.
    std::string file(std::string_view name);
    /// The same of a folder; empty for the root itself.
    std::string folder(std::string_view name);

private:
    enum class Kind { file, folder };
    void add(const std::string& name, Kind kind);
    void add_parents(const std::string& name);

    struct Seen {
        std::string name;
        Kind kind;
    };
    std::unordered_map<std::string, Seen> seen_;  ///< by lower-case name
};

/// What has been unpacked so far, against the limits. Owned by one thread.
class UnpackBudget {
public:
    /// `packed_bytes` of 0: a source that is not packed.
    UnpackBudget(const ModelLimits& limits, std::uint64_t packed_bytes);
    /// Both throw Failure{too_large} or Failure{invalid} with the limit.
    void add_entry();
    void add_bytes(std::uint64_t count);

private:
    const ModelLimits& limits_;
    const std::uint64_t packed_bytes_;
    std::size_t entries_ = 0;
    std::uint64_t bytes_ = 0;
};

/// Unpacks all files. Throws Failure{invalid} for a damaged or hostile archive (links, devices,
/// encrypted entries, names as above), Failure{too_large} beyond the limits.
void unpack_archive(const Descriptor& archive, Packing packing, StagedFolder& into,
                    const ModelLimits& limits);

/// All files of a folder as a zip, without compression, sorted, and without times: the same files
/// give the same bytes.
void write_zip(const std::filesystem::path& folder, const std::filesystem::path& zip);

}  // namespace ontos
