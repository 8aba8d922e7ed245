#pragma once
// The text of the tree, as the tidy rules read it.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ontos::tidy {

/// A file of C++. Lines count from 1 in messages, from 0 here.
struct Source {
    std::string path;                   ///< below the repository: "src/deploy/ids.hpp"
    std::vector<std::string> lines;     ///< as they are
    std::vector<std::string> code;      ///< comments and the inside of literals blanked out
    std::vector<std::string> literals;  ///< only the inside of string literals

    bool is_header() const { return path.ends_with(".hpp"); }
    /// A test, or what tests share: `test_database.hpp`.
    bool is_test() const {
        const auto name = path.substr(path.rfind('/') + 1);
        return name.ends_with("_test.cpp") || (name.starts_with("test_") && name.ends_with(".hpp"));
    }
    /// "deploy/models" for "src/deploy/models/model.hpp"; "tests" for "tests/tidy_test.cpp".
    std::string folder() const;
    /// "src/deploy/ids.hpp:7: "
    std::string at(std::size_t line) const;
    /// Paths between quotes or angle brackets, with their lines.
    struct Include {
        std::string path;
        std::size_t line;
    };
    std::vector<Include> includes() const;
};

Source source_of(std::string path, std::string_view text);

/// All *.hpp and *.cpp below the folders, in the order of their paths.
std::vector<Source> read_tree(const std::filesystem::path& root,
                              const std::vector<std::string>& folders);

std::string read_text(const std::filesystem::path& path);

}  // namespace ontos::tidy
