// Candidates by band, compared by their bytes.
#include "improve/exports/near_duplicates.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

/// The rows of one band that agree, in their order.
using Bucket = std::span<const std::uint32_t>;

class Search {
public:
    Search(SketchFile& sketches, std::span<const SplitSide> sides)
        : sketches_{sketches}, sides_{sides} {
        found_.rows.resize(sides.size());
    }

    void look_through(std::size_t band) {
        const auto keys = sketches_.band(band);
        std::vector<std::uint32_t> order(keys.size());
        std::iota(order.begin(), order.end(), 0u);
        std::ranges::sort(
            order, [&](auto a, auto b) { return keys[a] != keys[b] ? keys[a] < keys[b] : a < b; });
        for (std::size_t first = 0; first < order.size();) {
            auto end = first + 1;
            while (end < order.size() && keys[order[end]] == keys[order[first]]) ++end;
            if (end - first > 1) look_through_bucket(Bucket{order}.subspan(first, end - first));
            first = end;
        }
    }

    NearDuplicates take() { return std::move(found_); }

private:
    /// The latest rows of a side.
    struct Seen {
        std::vector<std::uint32_t> rows;
        std::vector<MinHashBytes> bytes;
        std::size_t count = 0;
    };

    void look_through_bucket(Bucket bucket) {
        std::array<Seen, 2> seen;
        for (const auto row : bucket) {
            const auto bytes = sketches_.bytes(row);
            const auto side = static_cast<std::size_t>(sides_[row]);
            compare(bytes, seen[side], found_.rows[row].same_side);
            compare(bytes, seen[1 - side], found_.rows[row].other_side);
            remember(row, bytes, seen[side]);
        }
    }

    void compare(const MinHashBytes& bytes, const Seen& seen, std::uint32_t& near) {
        if (near != NearRow::none) return;
        for (std::size_t i = 0; i < seen.rows.size(); ++i)
            if (similarity(bytes, seen.bytes[i]) >= near_similarity) {
                near = seen.rows[i];
                return;
            }
        if (seen.count > compared_max) ++found_.bounded;
    }

    static void remember(std::uint32_t row, const MinHashBytes& bytes, Seen& seen) {
        const auto place = seen.count++ % compared_max;
        if (place == seen.rows.size()) {
            seen.rows.push_back(row);
            seen.bytes.push_back(bytes);
        } else {
            seen.rows[place] = row;
            seen.bytes[place] = bytes;
        }
    }

    SketchFile& sketches_;
    std::span<const SplitSide> sides_;
    NearDuplicates found_;
};

}  // namespace

NearDuplicates find_near_duplicates(SketchFile& sketches, std::span<const SplitSide> sides,
                                    const std::function<void()>& beat) {
    check(sides.size() == sketches.rows(), "every row has a side");
    Search search{sketches, sides};
    for (std::size_t band = 0; band < MinHash::bands; ++band) {
        beat();
        search.look_through(band);
    }
    return search.take();
}

}  // namespace ontos
