// Collecting what another thread counts.

#include "monitor/metrics/tally.hpp"

#include <vector>

namespace ontos {

HistogramTally::~HistogramTally() {
    for (auto& chunk : chunks_) delete chunk.load(std::memory_order_acquire);
}

HistogramTally::Chunk* HistogramTally::make_chunk(std::size_t index) noexcept {
    auto* made = new (std::nothrow) Chunk;
    chunks_[index].store(made, std::memory_order_release);
    return made;
}

void HistogramTally::collect(sketches::LatencyHistogram& into) {
    std::vector<sketches::BinCount> found;
    for (std::size_t index = 0; index < chunk_count; ++index) {
        auto* chunk = chunks_[index].load(std::memory_order_acquire);
        if (chunk == nullptr) continue;
        for (std::size_t i = 0; i < chunk_bins; ++i) {
            const auto now = chunk->counts[i].load(std::memory_order_acquire);
            const std::uint32_t came = now - chunk->collected[i];
            if (came == 0) continue;
            chunk->collected[i] = now;
            found.push_back({index * chunk_bins + i, came});
        }
    }
    // A sum without a count waits for its count.
    if (found.empty()) return;
    into.add_counted(found, sum_.collect(), smallest_.exchange(UINT64_MAX), largest_.exchange(0));
}

}  // namespace ontos
