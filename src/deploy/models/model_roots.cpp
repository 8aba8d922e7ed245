// Server-side paths of models: only below the configured roots, and through no link.
#include "deploy/models/model_roots.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

mode_t kind_of(const Descriptor& opened) {
    struct stat facts {};
    check(::fstat(opened.get(), &facts) == 0, "an open file has a kind");
    return facts.st_mode & S_IFMT;
}

[[noreturn]] void refuse_path(const std::string& path) {
    throw Failure{
        FailureKind::invalid,
        "path: " + path + " cannot be read; it must exist and no part of it may be a link"}
        .violations({{"/body/path", "must be a file or folder that exists, reached by no link"}});
}

/// The path below the root, if it is below it.
std::optional<std::filesystem::path> below(const std::filesystem::path& root,
                                           const std::filesystem::path& path) {
    const auto relative = path.lexically_relative(root);
    if (relative.empty() || *relative.begin() == ".." || relative.is_absolute())
        return std::nullopt;
    return relative;
}

}  // namespace

ModelRoots::ModelRoots(const std::vector<std::filesystem::path>& roots) {
    for (const auto& root : roots) {
        if (!root.is_absolute() || !std::filesystem::is_directory(root))
            throw Failure{FailureKind::invalid,
                          "model root " + root.string() + " must be the absolute path of a folder"};
        roots_.push_back(root.lexically_normal());
    }
}

Descriptor ModelRoots::open(const std::string& given) const {
    const auto path = std::filesystem::path{given}.lexically_normal();
    const bool is_plain = given.find('\0') == given.npos && path.is_absolute();
    for (const auto& root : roots_) {
        const auto rest = is_plain ? below(root, path) : std::nullopt;
        if (!rest) continue;
        Descriptor at = open_file(root);
        for (const auto& part : *rest) {
            if (part.empty() || part == ".") continue;
            at = open_in(at, part.string());
            if (!at.is_open()) refuse_path(given);
        }
        if (!is_folder(at) && !is_regular_file(at)) refuse_path(given);
        return at;
    }
    throw Failure{FailureKind::forbidden, "path: this server reads no models from that place"}
        .code("path_not_allowed")
        .hint("Upload the file as the part `model`, or start the server with --model-roots.");
}

Descriptor open_in(const Descriptor& folder, const std::string& name) {
    // Not blocking: a FIFO must not hold the thread.
    Descriptor opened{
        ::openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    constexpr std::array errors_of_the_path{ENOENT, ELOOP,        ENOTDIR, EACCES,
                                            EPERM,  ENAMETOOLONG, ENXIO,   ENODEV};
    const int error = errno;
    if (!opened.is_open() &&
        std::ranges::find(errors_of_the_path, error) == errors_of_the_path.end())
        throw_file_failure(error, "open", name);
    return opened;
}

bool is_folder(const Descriptor& opened) { return kind_of(opened) == S_IFDIR; }
bool is_regular_file(const Descriptor& opened) { return kind_of(opened) == S_IFREG; }

}  // namespace ontos
