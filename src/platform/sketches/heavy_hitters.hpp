#pragma once
// The most frequent of many names, in a fixed amount of memory.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ontos::sketches {

/// Space-Saving (Metwally, Agrawal, El Abbadi 2005) with 32 names of at most 64 bytes; longer ones
/// are cut at the start of a UTF-8 character, and all before a NUL, which PostgreSQL does not
/// store. A name's true count is at least `at_least` and at most `at_most`; every name with more
/// than count() / 32 occurrences is in the list. Until more than 32 names were seen all is exact.
/// Merging keeps these bounds but, beyond 32 names, depends on the order. Owned by one thread;
/// adding and merging do not allocate.
class HeavyHitters {
public:
    static constexpr std::size_t names_max = 32;
    static constexpr std::size_t name_bytes_max = 64;

    struct Item {
        std::string name;
        std::uint64_t at_least, at_most;
        bool operator==(const Item&) const = default;
    };

    void add(std::string_view name, std::uint64_t count = 1) noexcept;
    void merge(const HeavyHitters& other) noexcept;
    void clear() noexcept;

    /// How many were added, whatever their names.
    std::uint64_t count() const { return count_; }
    /// The most frequent first; of equals, those that are first by name.
    std::vector<Item> items() const;

    /// Compact and versioned; nothing counted is "".
    std::string to_text() const;
    /// nullopt for what to_text never writes.
    static std::optional<HeavyHitters> from_text(std::string_view text);

private:
    struct Entry {
        std::array<char, name_bytes_max> bytes;
        std::uint8_t size;
        std::uint64_t count, error;

        std::string_view name() const { return {bytes.data(), size}; }
    };

    Entry* find(std::string_view name) noexcept;
    /// Of the name that would give way; 0 while there is room.
    std::uint64_t smallest_count() const noexcept;
    void add_entry(std::string_view name, std::uint64_t count, std::uint64_t error) noexcept;

    std::array<Entry, names_max> entries_{};
    std::size_t used_ = 0;
    std::uint64_t count_ = 0;
};

}  // namespace ontos::sketches
