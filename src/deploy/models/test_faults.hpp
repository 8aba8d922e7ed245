#pragma once
// Makes the n-th file call of this thread fail: open, openat, mkdir, write, fsync or rename.

namespace ontos {

/// From its construction until `stop` or its destruction. One at a time on a thread.
class FileFaults {
public:
    /// `call` counts from 1; it and only it fails with `error`.
    FileFaults(int call, int error);
    FileFaults(const FileFaults&) = delete;
    FileFaults& operator=(const FileFaults&) = delete;
    ~FileFaults() { stop(); }
    void stop();
};

}  // namespace ontos
