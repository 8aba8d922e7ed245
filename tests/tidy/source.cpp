// Reads files, and tells code from comments and literals.

#include "tidy/source.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace ontos::tidy {

namespace {

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    std::istringstream in{std::string{text}};
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// Walks the text once and sorts each character into code or literal; comments become blanks.
class Splitter {
public:
    explicit Splitter(std::string_view text)
        : text_{text}, code_(text.size(), ' '), literals_(text.size(), ' ') {}

    void split(Source& out) {
        while (at_ < text_.size()) step();
        out.code = lines_of(code_);
        out.literals = lines_of(literals_);
    }

private:
    bool sees(std::string_view what) const { return text_.substr(at_).starts_with(what); }

    void step() {
        if (sees("//"))
            skip_to("\n", 0);
        else if (sees("/*"))
            skip_to("*/", 2);
        else if (sees("R\""))
            raw_literal();
        else if (text_[at_] == '"')
            literal('"');
        else if (text_[at_] == '\'' && !is_digit_separator())
            literal('\'');
        else
            keep(code_);
    }

    void keep(std::string& into) {
        into[at_] = text_[at_];
        if (text_[at_] == '\n') code_[at_] = literals_[at_] = '\n';
        ++at_;
    }

    void skip_to(std::string_view end, std::size_t extra) {
        const auto stop = std::min(text_.find(end, at_ + extra), text_.size());
        while (at_ < std::min(stop + extra, text_.size())) {
            if (text_[at_] == '\n') code_[at_] = literals_[at_] = '\n';
            ++at_;
        }
    }

    bool is_digit_separator() const {
        return at_ > 0 && std::isxdigit(static_cast<unsigned char>(text_[at_ - 1])) != 0;
    }

    void literal(char quote) {
        keep(code_);
        while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) keep(literals_);
            keep(literals_);
        }
        if (at_ < text_.size()) keep(code_);
    }

    void raw_literal() {
        const auto open = text_.find('(', at_);
        const auto delimiter = text_.substr(at_ + 2, open - at_ - 2);
        const auto end = text_.find(")" + std::string{delimiter} + "\"", open);
        while (at_ < std::min(open + 1, text_.size())) keep(code_);
        while (at_ < std::min(end, text_.size())) keep(literals_);
        while (at_ < std::min(end + delimiter.size() + 2, text_.size())) keep(code_);
    }

    std::string_view text_;
    std::string code_, literals_;
    std::size_t at_ = 0;
};

}  // namespace

std::string Source::folder() const {
    const auto bare = path.starts_with("src/") ? path.substr(4) : path;
    const auto slash = bare.rfind('/');
    return slash == bare.npos ? "" : bare.substr(0, slash);
}

std::string Source::at(std::size_t line) const {
    return path + ":" + std::to_string(line + 1) + ": ";
}

std::vector<Source::Include> Source::includes() const {
    std::vector<Include> found;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!code[i].starts_with("#include")) continue;
        const auto open = lines[i].find_first_of("<\"");
        const auto close = lines[i].find_first_of(">\"", open + 1);
        if (close != std::string::npos)
            found.push_back({lines[i].substr(open + 1, close - open - 1), i});
    }
    return found;
}

Source source_of(std::string path, std::string_view text) {
    Source source{std::move(path), lines_of(text), {}, {}};
    Splitter{text}.split(source);
    return source;
}

std::string read_text(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<Source> read_tree(const std::filesystem::path& root,
                              const std::vector<std::string>& folders) {
    std::vector<std::filesystem::path> paths;
    for (const auto& folder : folders)
        for (const auto& entry : std::filesystem::recursive_directory_iterator{root / folder})
            if (entry.path().extension() == ".hpp" || entry.path().extension() == ".cpp")
                paths.push_back(entry.path());
    std::ranges::sort(paths);
    std::vector<Source> tree;
    for (const auto& path : paths)
        tree.push_back(source_of(path.lexically_relative(root).string(), read_text(path)));
    return tree;
}

}  // namespace ontos::tidy
