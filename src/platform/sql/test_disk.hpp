#pragma once
// A disk that can fail and lose power, under SQLite's own file layer; for tests.

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <new>
#include <string>

namespace ontos::sql {

/// While it lives, every file that SQLite opens is behind it. `durable` gets a copy of a file of
/// `folder` each time SQLite syncs it: what a power loss would leave. One at a time.
class TestDisk {
public:
    TestDisk(std::filesystem::path folder, std::filesystem::path durable)
        : folder_{std::move(folder)}, durable_{std::move(durable)} {
        std::filesystem::create_directories(durable_);
        real_ = sqlite3_vfs_find(nullptr);
        current = this;
        vfs_ = *real_;
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
        vfs_.zName = "test disk";
        vfs_.pNext = nullptr;
        vfs_.xOpen = &TestDisk::open;
        vfs_.xDelete = &TestDisk::remove;
        sqlite3_vfs_register(&vfs_, 1);
    }
    TestDisk(const TestDisk&) = delete;
    TestDisk& operator=(const TestDisk&) = delete;
    ~TestDisk() {
        sqlite3_vfs_register(real_, 1);
        sqlite3_vfs_unregister(&vfs_);
        current = nullptr;
    }

    /// What the disk would hold now if the power failed now.
    void copy_durable_to(const std::filesystem::path& folder) {
        const std::lock_guard lock{mutex_};
        std::filesystem::remove_all(folder);
        std::filesystem::copy(durable_, folder);
    }

    /// No write succeeds while it is true.
    std::atomic<bool> is_full{false};
    /// So many writes and syncs succeed, then one fails with an I/O error. Negative: none fails.
    std::atomic<int> calls_until_failure{-1};

private:
    struct File {
        sqlite3_file base;
        sqlite3_io_methods methods;
        const char* path;
        sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };
    static inline TestDisk* current = nullptr;

    static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }

    static int open(sqlite3_vfs*, const char* path, sqlite3_file* out, int flags, int* out_flags) {
        auto* file = new (out) File{};
        file->path = path;
        auto* vfs = current->real_;
        const int code = vfs->xOpen(vfs, path, file->real(), flags, out_flags);
        if (file->real()->pMethods == nullptr) return code;
        auto& methods = file->methods;
        methods.iVersion = 2;  // no memory mapping of the database itself
        methods.xClose = [](auto* f) { return io(f).xClose(of(f).real()); };
        methods.xRead = [](auto* f, void* to, int size, sqlite3_int64 at) {
            return io(f).xRead(of(f).real(), to, size, at);
        };
        methods.xWrite = [](auto* f, const void* from, int size, sqlite3_int64 at) {
            if (current->is_full) return SQLITE_FULL;
            if (current->fails_now()) return SQLITE_IOERR_WRITE;
            return io(f).xWrite(of(f).real(), from, size, at);
        };
        methods.xTruncate = [](auto* f, sqlite3_int64 size) {
            return io(f).xTruncate(of(f).real(), size);
        };
        methods.xSync = &TestDisk::sync;
        methods.xFileSize = [](auto* f, sqlite3_int64* size) {
            return io(f).xFileSize(of(f).real(), size);
        };
        methods.xLock = [](auto* f, int level) { return io(f).xLock(of(f).real(), level); };
        methods.xUnlock = [](auto* f, int level) { return io(f).xUnlock(of(f).real(), level); };
        methods.xCheckReservedLock = [](auto* f, int* is_reserved) {
            return io(f).xCheckReservedLock(of(f).real(), is_reserved);
        };
        methods.xFileControl = [](auto* f, int what, void* with) {
            return io(f).xFileControl(of(f).real(), what, with);
        };
        methods.xSectorSize = [](auto* f) { return io(f).xSectorSize(of(f).real()); };
        methods.xDeviceCharacteristics = [](auto* f) {
            return io(f).xDeviceCharacteristics(of(f).real());
        };
        add_shared_memory(methods);
        file->base.pMethods = &methods;
        return code;
    }

    static void add_shared_memory(sqlite3_io_methods& methods) {
        methods.xShmMap = [](auto* f, int page, int size, int extend, void volatile** out) {
            return io(f).xShmMap(of(f).real(), page, size, extend, out);
        };
        methods.xShmLock = [](auto* f, int offset, int count, int flags) {
            return io(f).xShmLock(of(f).real(), offset, count, flags);
        };
        methods.xShmBarrier = [](auto* f) { io(f).xShmBarrier(of(f).real()); };
        methods.xShmUnmap = [](auto* f, int is_deleted) {
            return io(f).xShmUnmap(of(f).real(), is_deleted);
        };
    }

    static const sqlite3_io_methods& io(sqlite3_file* file) { return *of(file).real()->pMethods; }

    static int sync(sqlite3_file* file, int flags) {
        if (current->fails_now()) return SQLITE_IOERR_FSYNC;
        const int code = io(file).xSync(of(file).real(), flags);
        if (code == SQLITE_OK && of(file).path != nullptr) current->keep(of(file).path);
        return code;
    }

    static int remove(sqlite3_vfs*, const char* path, int sync_folder) {
        const int code = current->real_->xDelete(current->real_, path, sync_folder);
        if (code == SQLITE_OK && sync_folder != 0) current->forget(path);
        return code;
    }

    bool fails_now() { return calls_until_failure >= 0 && calls_until_failure-- == 0; }

    void keep(const std::filesystem::path& path) {
        if (path.parent_path() != folder_) return;
        const std::lock_guard lock{mutex_};
        std::filesystem::copy_file(path, durable_ / path.filename(),
                                   std::filesystem::copy_options::overwrite_existing);
    }

    void forget(const std::filesystem::path& path) {
        if (path.parent_path() != folder_) return;
        const std::lock_guard lock{mutex_};
        std::filesystem::remove(durable_ / path.filename());
    }

    const std::filesystem::path folder_, durable_;
    std::mutex mutex_;
    sqlite3_vfs* real_;
    sqlite3_vfs vfs_{};
};

}  // namespace ontos::sql
