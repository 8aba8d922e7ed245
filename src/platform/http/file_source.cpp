// A file that is being sent.
#include "platform/http/file_source.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/base/failure.hpp"

namespace ontos::http {
namespace {

[[noreturn]] void refuse_file(const std::string& why) {
    throw Failure{FailureKind::internal, "the file of the answer cannot be read", Cause{why}};
}

std::string reason(int error) { return std::generic_category().message(error); }

}  // namespace

FileSource::FileSource(const api::FileBody& body) : offset_{body.offset}, left_{body.length} {
    file_ = ::open(body.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) refuse_file(body.path.string() + ": " + reason(errno));
    struct stat status {};
    const auto is_known = ::fstat(file_, &status) == 0;
    const auto size = is_known ? static_cast<std::uint64_t>(status.st_size) : 0;
    if (is_known && size >= body.offset && size - body.offset >= body.length) return;
    ::close(file_);
    refuse_file(body.path.string() + " is shorter than it should be");
}

FileSource::~FileSource() { ::close(file_); }

void FileSource::read(std::string& chunk, std::size_t max_bytes) {
    chunk.resize(static_cast<std::size_t>(std::min<std::uint64_t>(max_bytes, left_)));
    for (std::size_t have = 0; have < chunk.size();) {
        const auto size =
            ::pread(file_, chunk.data() + have, chunk.size() - have, static_cast<off_t>(offset_));
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) refuse_file(reason(errno));
        if (size == 0) refuse_file("it became shorter");
        have += static_cast<std::size_t>(size);
        offset_ += static_cast<std::uint64_t>(size);
    }
    left_ -= chunk.size();
}

}  // namespace ontos::http
