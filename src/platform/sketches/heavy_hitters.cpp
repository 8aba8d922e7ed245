// The most frequent names: Space-Saving, its merge and its text.

#include "platform/sketches/heavy_hitters.hpp"

#include <algorithm>
#include <cstring>

#include "platform/sketches/number_text.hpp"

namespace ontos::sketches {

namespace {

// Version 1: "1", the count of all, then for each name: its bytes' number, its bytes, its count,
// and how much of that may be others'.
constexpr char hitters_version = '1';
constexpr std::uint64_t hitter_max = std::uint64_t{1} << 53;

std::string_view shortened(std::string_view name) {
    name = name.substr(0, name.find('\0'));
    if (name.size() <= HeavyHitters::name_bytes_max) return name;
    auto size = HeavyHitters::name_bytes_max;
    while (size > 0 && (static_cast<unsigned char>(name[size]) & 0xC0) == 0x80) --size;
    return name.substr(0, size);
}

}  // namespace

HeavyHitters::Entry* HeavyHitters::find(std::string_view name) noexcept {
    const auto end = entries_.begin() + used_;
    const auto found = std::find_if(entries_.begin(), end,
                                    [&](const Entry& entry) { return entry.name() == name; });
    return found == end ? nullptr : &*found;
}

std::uint64_t HeavyHitters::smallest_count() const noexcept {
    if (used_ < names_max) return 0;
    return std::ranges::min_element(entries_, {}, &Entry::count)->count;
}

void HeavyHitters::add_entry(std::string_view name, std::uint64_t count,
                             std::uint64_t error) noexcept {
    auto& entry = entries_[used_++];
    std::memcpy(entry.bytes.data(), name.data(), name.size());
    entry.size = static_cast<std::uint8_t>(name.size());
    entry.count = count;
    entry.error = error;
}

void HeavyHitters::add(std::string_view name, std::uint64_t count) noexcept {
    if (count == 0) return;
    name = shortened(name);
    count_ += count;
    if (auto* entry = find(name)) {
        entry->count += count;
        return;
    }
    const auto taken_over = smallest_count();
    if (used_ == names_max) {
        auto smallest = std::ranges::min_element(entries_, {}, &Entry::count);
        std::swap(*smallest, entries_[--used_]);
    }
    add_entry(name, taken_over + count, taken_over);
}

// Cafaro, Pulimeno, Tempesta: A parallel space saving algorithm for frequent items (2016). A name
// that one side does not have may have occurred there as often as its smallest.
void HeavyHitters::merge(const HeavyHitters& other) noexcept {
    const auto here = smallest_count(), there = other.smallest_count();
    std::array<Entry, 2 * names_max> all;
    const auto old_end = std::copy_n(entries_.begin(), used_, all.begin());
    auto end = old_end;
    for (auto* entry = all.data(); entry != old_end; ++entry) {
        entry->count += there;
        entry->error += there;
    }
    for (std::size_t i = 0; i < other.used_; ++i) {
        const auto& entry = other.entries_[i];
        const auto same = std::find_if(
            all.begin(), old_end, [&](const Entry& mine) { return mine.name() == entry.name(); });
        if (same == old_end) {
            *end = entry;
            end->count += here;
            end++->error += here;
        } else {
            same->count += entry.count - there;
            same->error += entry.error - there;
        }
    }
    std::sort(all.begin(), end, [](const Entry& a, const Entry& b) {
        return a.count != b.count ? a.count > b.count : a.name() < b.name();
    });
    used_ = std::min(static_cast<std::size_t>(end - all.begin()), names_max);
    std::copy_n(all.begin(), used_, entries_.begin());
    count_ += other.count_;
}

void HeavyHitters::clear() noexcept { used_ = count_ = 0; }

std::vector<HeavyHitters::Item> HeavyHitters::items() const {
    std::vector<Item> items;
    for (std::size_t i = 0; i < used_; ++i) {
        const auto& entry = entries_[i];
        items.push_back({std::string{entry.name()}, entry.count - entry.error, entry.count});
    }
    std::ranges::sort(items, [](const Item& a, const Item& b) {
        return a.at_most != b.at_most ? a.at_most > b.at_most : a.name < b.name;
    });
    return items;
}

std::string HeavyHitters::to_text() const {
    if (count_ == 0) return {};
    std::string out{hitters_version};
    write_number(out, count_);
    for (const auto& [name, at_least, at_most] : items()) {
        write_number(out, name.size());
        out += name;
        write_number(out, at_most);
        write_number(out, at_most - at_least);
    }
    return out;
}

std::optional<HeavyHitters> HeavyHitters::from_text(std::string_view text) {
    HeavyHitters out;
    if (text.empty()) return out;
    if (text.front() != hitters_version) return std::nullopt;
    NumberReader numbers{text.substr(1)};
    out.count_ = numbers.next();
    while (!numbers.at_end()) {
        const auto name = numbers.next_text(numbers.next());
        const auto count = numbers.next(), error = numbers.next();
        if (numbers.has_failed() || out.used_ == names_max || shortened(name) != name) return {};
        if (count == 0 || count > hitter_max || error > count || out.find(name)) return {};
        out.add_entry(name, count, error);
    }
    if (numbers.has_failed() || out.used_ == 0 || out.count_ > hitter_max) return std::nullopt;
    return out;
}

}  // namespace ontos::sketches
