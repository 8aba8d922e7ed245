// Which names of files inside an untrusted archive or folder are safe.
#include "deploy/models/model_archive.hpp"

#include <algorithm>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr std::size_t name_bytes_max = 1000;
constexpr std::size_t part_bytes_max = 255;
constexpr std::size_t entry_depth_max = 32;

[[noreturn]] void refuse_entry(std::string_view name, std::string_view why) {
    const bool is_printable =
        std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~'; });
    const auto shown = is_printable ? shortened(name, 200) : std::string{"a name"};
    throw Failure{FailureKind::invalid,
                  "the model cannot be unpacked: " + shown + " " + std::string{why}}
        .code("unsafe_archive");
}

void check_part(std::string_view name, std::string_view part) {
    if (part == "..") refuse_entry(name, "leads out of its folder");
    if (part.size() > part_bytes_max) refuse_entry(name, "has a part of more than 255 bytes");
}

/// "./a//b/" is "a/b".
std::string clean(std::string_view name) {
    if (name.size() > name_bytes_max) refuse_entry(name, "... is longer than 1,000 bytes");
    if (!std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~' && c != '\\'; }))
        refuse_entry(name, "has characters other than printable ASCII, or a backslash");
    if (name.starts_with('/')) refuse_entry(name, "is an absolute name");
    if (name.size() > 1 && name[1] == ':') refuse_entry(name, "names a drive");
    std::string cleaned;
    std::size_t depth = 0;
    while (!name.empty()) {
        const auto part = name.substr(0, name.find('/'));
        name.remove_prefix(std::min(name.size(), part.size() + 1));
        if (part.empty() || part == ".") continue;
        check_part(part, part);
        if (++depth > entry_depth_max) refuse_entry(part, "is deeper than 32 folders");
        if (!cleaned.empty()) cleaned += '/';
        cleaned += part;
    }
    return cleaned;
}

}  // namespace

std::string EntryNames::file(std::string_view name) {
    auto cleaned = clean(name);
    if (cleaned.empty() || name.ends_with('/')) refuse_entry(name, "is no name of a file");
    add_parents(cleaned);
    if (seen_.contains(lower_case(cleaned))) refuse_entry(cleaned, "is there twice");
    add(cleaned, Kind::file);
    return cleaned;
}

std::string EntryNames::folder(std::string_view name) {
    auto cleaned = clean(name);
    if (cleaned.empty()) return cleaned;
    add_parents(cleaned);
    add(cleaned, Kind::folder);
    return cleaned;
}

void EntryNames::add(const std::string& name, Kind kind) {
    const auto [at, is_new] = seen_.try_emplace(lower_case(name), Seen{name, kind});
    if (is_new) return;
    if (at->second.name != name) refuse_entry(name, "is there twice, in another case of letters");
    if (at->second.kind != kind) refuse_entry(name, "is both a file and a folder");
}

void EntryNames::add_parents(const std::string& name) {
    for (auto slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1))
        add(name.substr(0, slash), Kind::folder);
}

}  // namespace ontos
