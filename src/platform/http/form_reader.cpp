// A form on its way to disk.
#include "platform/http/form_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "platform/base/failure.hpp"

namespace ontos::http {
namespace {

constexpr std::string_view file_prefix = "upload-";

Failure out_of_space() {
    return Failure{FailureKind::out_of_space, "The server's disk has no room for this upload."}
        .code("out_of_space")
        .hint("Remove unused model versions, or give the data folder a larger disk.");
}

[[noreturn]] void throw_disk_failure(int error) {
    if (error == ENOSPC || error == EDQUOT || error == EFBIG) throw out_of_space();
    throw Failure{FailureKind::internal, "the upload could not be written",
                  Cause{std::generic_category().message(error)}};
}

Failure bad_part(const std::string& name, std::string_view what) {
    return Failure{FailureKind::invalid,
                   "The form's part \"" + name + "\" " + std::string{what} + "."}
        .code("bad_form")
        .violations({{"/body/" + name, std::string{what}}});
}

Failure too_large(const std::string& name, std::uint64_t limit) {
    const auto what = "must be at most " + std::to_string(limit) + " bytes";
    return Failure{FailureKind::too_large, "The form's part \"" + name + "\" " + what + "."}
        .code("part_too_large")
        .violations({{"/body/" + name, what}});
}

}  // namespace

FormReader::FormReader(std::string_view boundary,
                       std::vector<std::pair<std::string, std::uint64_t>> file_parts,
                       FormLimits limits)
    : limits_{std::move(limits)}, file_parts_{std::move(file_parts)}, parser_{boundary} {}

FormReader::~FormReader() {
    if (file_ >= 0) ::close(file_);
    for (const auto& path : written_) ::unlink(path.c_str());
}

void FormReader::check_space(std::uint64_t bytes) const {
    struct statvfs disk {};
    if (::statvfs(limits_.upload_dir.c_str(), &disk) != 0) throw_disk_failure(errno);
    const auto free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
    if (free < limits_.min_free_bytes || free - limits_.min_free_bytes < bytes)
        throw out_of_space();
}

std::uint64_t* FormReader::limit_of(std::string_view name) {
    const auto found = std::ranges::find(
        file_parts_, name, [](const auto& part) -> std::string_view { return part.first; });
    return found == file_parts_.end() ? nullptr : &found->second;
}

void FormReader::begin_part(PartHead head) {
    if (parts_.size() == limits_.max_parts)
        throw Failure{FailureKind::invalid,
                      "The form has more than " + std::to_string(limits_.max_parts) + " parts."}
            .code("bad_form");
    const auto is_sent_twice = [&](const api::FormPart& part) {
        return part.name == head.name && part.file;
    };
    if (std::ranges::any_of(parts_, is_sent_twice)) throw bad_part(head.name, "is there twice");
    const auto* limit = limit_of(head.name);
    if (head.file_name && !limit) {
        std::string what = "must be text: no file is expected here";
        for (const auto& [name, most] : file_parts_)
            what += (&name == &file_parts_.front().first ? "; a file is sent as " : " or ") + name;
        throw bad_part(head.name, what);
    }
    parts_.push_back({std::move(head.name), {}, {}});
    if (!limit) return;
    file_limit_ = *limit;
    parts_.back().file.emplace().file_name = std::move(head.file_name).value_or("");
    open_file();
}

void FormReader::add_to_part(std::string_view bytes) {
    auto& part = parts_.back();
    if (part.file) return write_file(bytes);
    const auto limit = limits_.max_text_part_bytes;
    text_bytes_ += bytes.size();
    if (part.text.size() + bytes.size() > limit || text_bytes_ > 4 * limit)
        throw too_large(part.name, limit);
    part.text.append(bytes);
}

void FormReader::end_part() {
    if (parts_.back().file) close_file();
}

void FormReader::open_file() {
    auto name = (limits_.upload_dir / (std::string{file_prefix} + "XXXXXX")).string();
    file_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (file_ < 0) throw_disk_failure(errno);
    written_.emplace_back(name);
    parts_.back().file->path = name;
    hash_ = Sha256{};
}

void FormReader::write_file(std::string_view bytes) {
    auto& part = parts_.back();
    part.file->size_bytes += bytes.size();
    if (part.file->size_bytes > file_limit_) throw too_large(part.name, file_limit_);
    hash_.add(bytes);
    while (!bytes.empty()) {
        const auto size = ::write(file_, bytes.data(), bytes.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) throw_disk_failure(errno);
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
}

void FormReader::close_file() {
    auto& file = *parts_.back().file;
    const auto result = ::close(std::exchange(file_, -1));
    if (result != 0) throw_disk_failure(errno);
    file.sha256 = hash_.hex();
    // A browser's empty file input: no file was chosen.
    if (file.size_bytes == 0 && file.file_name.empty()) parts_.pop_back();
}

void prepare_upload_dir(const std::filesystem::path& dir) {
    std::filesystem::create_directories(dir);
    for (const auto& entry : std::filesystem::directory_iterator{dir})
        if (entry.path().filename().string().starts_with(file_prefix))
            std::filesystem::remove(entry.path());
}

}  // namespace ontos::http
