// Stands before the C library's file calls in this test program, and lets one of them fail.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <cerrno>
#include <cstdarg>

#include "deploy/models/files.hpp"
#include "deploy/models/test_archive.hpp"
#include "deploy/models/test_faults.hpp"

namespace ontos {
namespace {

thread_local int calls_left = 0;
thread_local int failing_error = 0;

/// Whether this is the call that fails.
bool fails() {
    if (calls_left == 0 || --calls_left > 0) return false;
    errno = failing_error;
    return true;
}

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

mode_t mode_in(int flags, va_list arguments) {
    return (flags & O_CREAT) != 0 ? static_cast<mode_t>(va_arg(arguments, int)) : 0;
}

}  // namespace

FileFaults::FileFaults(int call, int error) {
    calls_left = call;
    failing_error = error;
}

void FileFaults::stop() { calls_left = 0; }

TEST(FileFault, fails_the_call_that_it_was_told_to) {
    TestFolder folder;
    const auto write_one = [&](const std::string& name) {
        NewFile file{folder.path() / name};
        file.append("x");
        file.finish();
    };
    for (const int call : {1, 2, 3}) {
        const FileFaults faults{call, ENOSPC};
        EXPECT_EQ(failure_of([&] { write_one("a" + std::to_string(call)); }).kind(),
                  FailureKind::out_of_space);
    }
    const FileFaults faults{4, ENOSPC};
    EXPECT_NO_THROW(write_one("b"));
}

}  // namespace ontos

extern "C" {

int open(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = ontos::mode_in(flags, arguments);
    va_end(arguments);
    static const auto real = ontos::next<int(const char*, int, ...)>("open");
    return ontos::fails() ? -1 : real(path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = ontos::mode_in(flags, arguments);
    va_end(arguments);
    static const auto real = ontos::next<int(int, const char*, int, ...)>("openat");
    return ontos::fails() ? -1 : real(folder, path, flags, mode);
}

int mkdir(const char* path, mode_t mode) noexcept {
    static const auto real = ontos::next<int(const char*, mode_t)>("mkdir");
    return ontos::fails() ? -1 : real(path, mode);
}

ssize_t write(int file, const void* bytes, size_t size) {
    static const auto real = ontos::next<ssize_t(int, const void*, size_t)>("write");
    return ontos::fails() ? -1 : real(file, bytes, size);
}

int fsync(int file) {
    static const auto real = ontos::next<int(int)>("fsync");
    return ontos::fails() ? -1 : real(file);
}

int rename(const char* from, const char* to) noexcept {
    static const auto real = ontos::next<int(const char*, const char*)>("rename");
    return ontos::fails() ? -1 : real(from, to);
}
}
