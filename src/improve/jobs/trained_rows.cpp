// Which rows a job was trained on.
#include "improve/jobs/trained_rows.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>

#include "deploy/models/files.hpp"
#include "platform/base/hash.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

using Id = std::array<char, 16>;

int value_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return (c | 0x20) - 'a' + 10;
}

std::optional<Id> packed(const std::string& row_id) {
    if (!is_uuid(row_id)) return std::nullopt;
    Id out{};
    std::size_t at = 0;
    for (const char c : row_id)
        if (c != '-') {
            const auto half = static_cast<char>(value_of(c));
            out[at / 2] = static_cast<char>(at % 2 == 0 ? half << 4 : out[at / 2] | half);
            ++at;
        }
    return out;
}

std::string unpacked(const Id& id) {
    std::array<std::uint8_t, 16> bytes;
    std::memcpy(bytes.data(), id.data(), id.size());
    auto text = to_hex(bytes);
    for (const std::size_t at : {8, 13, 18, 23}) text.insert(at, 1, '-');
    return text;
}

bool is_before(const Id& a, const Id& b) { return std::memcmp(a.data(), b.data(), a.size()) < 0; }

Id read_at(std::ifstream& file, std::uint64_t index) {
    Id out{};
    file.seekg(static_cast<std::streamoff>(index * out.size()));
    file.read(out.data(), out.size());
    return out;
}

bool contains(std::ifstream& file, std::uint64_t count, const Id& wanted) {
    std::uint64_t from = 0, to = count;
    while (from < to) {
        const auto middle = from + (to - from) / 2;
        const auto found = read_at(file, middle);
        if (found == wanted) return true;
        (is_before(found, wanted) ? from : to) = is_before(found, wanted) ? middle + 1 : middle;
    }
    return false;
}

}  // namespace

void TrainedRows::add(const std::string& row_id) {
    if (const auto id = packed(row_id)) ids_.append(id->data(), id->size());
}

void TrainedRows::write(const std::filesystem::path& file) {
    std::vector<Id> ids(ids_.size() / sizeof(Id));
    std::memcpy(ids.data(), ids_.data(), ids_.size());
    std::ranges::sort(ids, is_before);
    const auto repeated = std::ranges::unique(ids);
    ids.erase(repeated.begin(), repeated.end());
    const auto beside = file.string() + ".new";
    remove_quietly(beside);
    NewFile out{beside};
    out.append({reinterpret_cast<const char*>(ids.data()), ids.size() * sizeof(Id)});
    out.finish();
    std::filesystem::rename(beside, file);
    sync_folder(file.parent_path());
}

std::optional<bool> has_trained_row(const std::filesystem::path& file,
                                    const std::set<std::string>& row_ids) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(file, error);
    std::ifstream in{file, std::ios::binary};
    if (error || !in) return std::nullopt;
    return std::ranges::any_of(row_ids, [&](const std::string& row_id) {
        const auto id = packed(row_id);
        return id && contains(in, bytes / sizeof(Id), *id);
    });
}

std::vector<std::string> trained_rows(const std::filesystem::path& file, std::size_t limit) {
    std::vector<std::string> out;
    std::ifstream in{file, std::ios::binary};
    Id id{};
    while (out.size() < limit && in.read(id.data(), id.size())) out.push_back(unpacked(id));
    return out;
}

std::vector<std::string> trained_rows_but(const std::filesystem::path& file, const NameRows& others,
                                          std::size_t limit) {
    std::vector<Id> ids;
    std::ifstream in{file, std::ios::binary};
    for (Id id{}; in.read(id.data(), id.size());) ids.push_back(id);
    std::vector<bool> is_named(ids.size());
    others([&](const std::string& row_id) {
        const auto id = packed(row_id);
        if (!id) return;
        const auto at = std::ranges::lower_bound(ids, *id, is_before);
        if (at != ids.end() && *at == *id)
            is_named[static_cast<std::size_t>(at - ids.begin())] = true;
    });
    std::vector<std::string> out;
    for (std::size_t i = 0; i < ids.size() && out.size() < limit; ++i)
        if (!is_named[i]) out.push_back(unpacked(ids[i]));
    return out;
}

}  // namespace ontos
