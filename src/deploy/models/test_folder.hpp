#pragma once
// A folder of a test's own, and files to put there.

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "platform/base/failure.hpp"

namespace ontos {

/// Made empty, removed with all that is in it.
class TestFolder {
public:
    TestFolder() {
        static std::atomic<int> count{0};
        path_ = std::filesystem::temp_directory_path() /
                ("ontos_models_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
        std::filesystem::create_directories(path_);
    }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    ~TestFolder() { std::filesystem::remove_all(path_); }

    const std::filesystem::path& path() const { return path_; }

    std::filesystem::path write(const std::string& name, std::string_view content) const {
        const auto path = path_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream{path, std::ios::binary} << content;
        return path;
    }

private:
    std::filesystem::path path_;
};

inline std::string content_of(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Relative names of all files below a folder.
inline std::set<std::string> files_below(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
        if (!entry.is_directory())
            names.insert(entry.path().lexically_relative(folder).generic_string());
    return names;
}

/// What a call fails with; a test failure if it does not.
template <class Call>
Failure failure_of(Call call) {
    try {
        call();
    } catch (const Failure& failure) {
        return failure;
    }
    ADD_FAILURE() << "nothing failed";
    return Failure{FailureKind::internal, "nothing failed"};
}

inline std::filesystem::path sample_folder() {
    return std::filesystem::path{ONTOS_SOURCE_DIR} / "examples/breast_cancer";
}

}  // namespace ontos
