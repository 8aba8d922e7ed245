// The key of receipts of erasures, in the data folder.
#include "app/privacy_key.hpp"

#include <algorithm>
#include <span>

#include "deploy/models/files.hpp"
#include "platform/base/base64.hpp"
#include "platform/base/failure.hpp"

namespace ontos {
namespace {

constexpr std::size_t half = 32;

ReceiptKey key_of(std::span<const std::uint8_t> bytes) {
    ReceiptKey key;
    std::ranges::copy(bytes.first(half), key.salt.begin());
    std::ranges::copy(bytes.last(half), key.private_key.begin());
    return key;
}

ReceiptKey stored_key(const std::filesystem::path& path) {
    constexpr std::size_t text_max = 200;
    auto text = read_file(path, text_max);
    if (text.ends_with('\n')) text.pop_back();
    const auto bytes = from_base64(text);
    if (bytes && bytes->size() == 2 * half) return key_of(*bytes);
    throw Failure{FailureKind::conflict, "The file " + path.string() + " holds no key."}.hint(
        "Restore it from a backup. Without it a new one is made, and earlier receipts cannot be "
        "found by the person any more.");
}

}  // namespace

ReceiptKey privacy_key(const std::filesystem::path& data, Random& random) {
    const auto path = data / "privacy_key";
    if (std::filesystem::exists(path)) return stored_key(path);
    const auto part = data / "privacy_key.part";
    remove_quietly(part);
    std::array<std::uint8_t, 2 * half> bytes{};
    random.fill(bytes);
    NewFile file{part};
    std::filesystem::permissions(
        part, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    file.append(to_base64(bytes) + '\n');
    file.finish();
    rename_durably(part, path);
    return key_of(bytes);
}

}  // namespace ontos
