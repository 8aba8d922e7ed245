// Which server this is, on a database that several may use.
#include "app/server_id.hpp"

#include "deploy/models/files.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

constexpr std::size_t id_length = 36;

std::string stored_id(const std::filesystem::path& path) {
    auto text = read_file(path, id_length + 1);
    if (text.ends_with('\n')) text.pop_back();
    if (is_uuid(text)) return text;
    throw Failure{FailureKind::conflict, "The file " + path.string() + " holds no server id."}.hint(
        "Remove it: the server makes a new one.");
}

}  // namespace

std::string server_id(const std::filesystem::path& data, const Clock& clock, Random& random) {
    const auto path = data / "server_id";
    if (std::filesystem::exists(path)) return stored_id(path);
    const auto half = data / "server_id.part";
    remove_quietly(half);
    auto id = new_id(clock, random);
    NewFile file{half};
    file.append(id + '\n');
    file.finish();
    rename_durably(half, path);
    return id;
}

}  // namespace ontos
