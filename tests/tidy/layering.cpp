// The include rules, read off src/CMakeLists.txt.

#include "tidy/layering.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace ontos::tidy {

namespace {

/// Where a library's headers may be: in the folder that names it under LINKS; `owner` limits that
/// to one folder.
struct Library {
    std::string_view prefix, link, owner;
    bool is_heavy;
};

constexpr std::array libraries{
    Library{"boost/beast", "Boost::headers", "platform/http", true},
    Library{"boost/asio", "Boost::headers", "platform/http", true},
    Library{"boost/url", "Boost::url", "", true},
    Library{"sqlite3.h", "SQLite::SQLite3", "platform/sql", true},
    Library{"libpq-fe.h", "PostgreSQL::PostgreSQL", "platform/sql", true},
    Library{"curl/", "CURL::libcurl", "platform/outbound", true},
    Library{"onnxruntime_", "${CMAKE_DL_LIBS}", "deploy/inference", true},
    Library{"arrow/", "arrow", "modules/parquet", true},
    Library{"parquet/", "arrow", "modules/parquet", true},
    Library{"simdjson.h", "simdjson::simdjson", "", true},
    Library{"archive", "LibArchive::LibArchive", "", true},
    Library{"yaml-cpp/", "yaml-cpp", "", true},
    Library{"toml++/", "tomlplusplus::tomlplusplus", "", true},
    Library{"CLI/", "CLI11::CLI11", "", true},
    Library{"re2/", "PkgConfig::RE2", "", true},
    Library{"zlib.h", "ZLIB::ZLIB", "", false},
    Library{"spdlog/", "spdlog::spdlog", "platform/base", false},
    Library{"openssl/", "OpenSSL::Crypto", "platform/base", false},
};

constexpr std::array<std::string_view, 8> stages{"platform", "deploy", "monitor", "improve",
                                                 "facades",  "page",   "cli",     "app"};

std::size_t stage_of(std::string_view folder) {
    const auto stage = folder.substr(0, folder.find('/'));
    return static_cast<std::size_t>(std::ranges::find(stages, stage) - stages.begin());
}

const Library* library_of(std::string_view header) {
    const auto found = std::ranges::find_if(
        libraries, [&](const Library& library) { return header.starts_with(library.prefix); });
    return found == libraries.end() ? nullptr : &*found;
}

std::string folder_of(std::string_view header) {
    const auto slash = header.rfind('/');
    return std::string{slash == header.npos ? "" : header.substr(0, slash)};
}

/// deploy/ids.hpp belongs to no folder of the list: every stage from deploy on may speak it.
bool is_stage_header(const std::string& folder, std::string_view from) {
    return folder == "deploy" && stage_of(from) >= stage_of(folder);
}

void add_folder(Layers& layers, std::string_view arguments) {
    std::istringstream words{std::string{arguments}};
    std::string name, word, list;
    words >> name;
    Folder folder;
    while (words >> word) {
        if (word == "DEPENDS" || word == "LINKS")
            list = word;
        else if (list == "DEPENDS")
            folder.depends.push_back(word);
        else
            folder.links.insert(word);
    }
    folder.visible.insert(name);
    for (const auto& below : folder.depends)
        if (const auto found = layers.folders.find(below); found != layers.folders.end())
            folder.visible.insert(found->second.visible.begin(), found->second.visible.end());
    layers.order.push_back(name);
    layers.folders[name] = std::move(folder);
}

}  // namespace

Layers parse_layers(std::string_view cmake) {
    static constexpr std::string_view call = "\nontos_folder(";
    Layers layers;
    for (auto at = cmake.find(call); at != cmake.npos; at = cmake.find(call, at + 1)) {
        const auto start = at + call.size();
        add_folder(layers, cmake.substr(start, cmake.find(')', start) - start));
    }
    return layers;
}

Findings check_order(const Layers& layers) {
    Findings findings;
    std::set<std::string> declared;
    for (const auto& name : layers.order) {
        for (const auto& below : layers.folders.at(name).depends) {
            if (!declared.contains(below))
                findings.push_back("src/CMakeLists.txt: " + name + " depends on " + below +
                                   ", which must be declared above it");
            if (stage_of(below) > stage_of(name))
                findings.push_back("src/CMakeLists.txt: " + name + " must not see the later " +
                                   below);
        }
        declared.insert(name);
    }
    return findings;
}

Findings check_layers(const Source& source, const Layers& layers) {
    Findings findings;
    const auto from = source.folder();
    const auto declared = layers.folders.find(from);
    const bool is_main = source.path == "src/main.cpp";
    if (declared == layers.folders.end() && !is_main && from != "deploy")
        return {source.at(0) + "layering: src/" + from + " is no ontos_folder"};
    for (const auto& [path, line] : source.includes()) {
        if (source.code[line].find('"') == std::string::npos) continue;
        const auto folder = folder_of(path);
        const bool is_visible =
            is_main ? folder == "app"
                    : declared != layers.folders.end() && declared->second.visible.contains(folder);
        const bool is_embedded = path == "embed.hpp";
        const bool is_base = from == "deploy" && folder == "platform/base";
        if (!is_visible && !is_embedded && !is_base && !is_stage_header(folder, from))
            findings.push_back(source.at(line) + "layering: " + (is_main ? "main" : from) +
                               " does not depend on " + path);
    }
    return findings;
}

Findings check_owned_headers(const Source& source, const Layers& layers) {
    Findings findings;
    const auto folder = source.folder();
    const auto declared = layers.folders.find(folder);
    for (const auto& [path, line] : source.includes()) {
        const auto* library = library_of(path);
        if (library == nullptr || source.code[line].find('<') == std::string::npos) continue;
        if (!library->owner.empty() && library->owner != folder)
            findings.push_back(source.at(line) + "owned header: " + path + " belongs to " +
                               std::string{library->owner});
        else if (declared == layers.folders.end() ||
                 !declared->second.links.contains(std::string{library->link}))
            findings.push_back(source.at(line) + "owned header: " + folder + " uses " + path +
                               " and does not declare " + std::string{library->link});
    }
    return findings;
}

Findings check_heavy_headers(const std::vector<Source>& tree) {
    std::set<std::string> heavy;
    for (const auto& source : tree)
        for (const auto& include : source.includes())
            if (const auto* library = library_of(include.path);
                source.is_header() && library != nullptr && library->is_heavy)
                heavy.insert(source.path);
    Findings findings;
    for (const auto& source : tree)
        for (const auto& [path, line] : source.includes())
            if (heavy.contains("src/" + path) && folder_of(path) != source.folder())
                findings.push_back(source.at(line) + "heavy header: " + path +
                                   " brings a library's headers and must stay in its folder");
    return findings;
}

Findings check_dead_headers(const std::vector<Source>& tree) {
    std::set<std::string> included;
    for (const auto& source : tree)
        for (const auto& include : source.includes())
            for (const auto* base : {"src/", "modules/parquet/", "tests/", "bench/"})
                if (base + include.path != source.path) included.insert(base + include.path);
    Findings findings;
    for (const auto& source : tree)
        if (source.is_header() && !included.contains(source.path))
            findings.push_back(source.at(0) + "dead file: nobody includes it");
    return findings;
}

}  // namespace ontos::tidy
