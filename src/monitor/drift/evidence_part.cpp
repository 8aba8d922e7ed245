// The parts of a day in which evidence is counted.
#include "monitor/drift/evidence_part.hpp"

#include <array>

#include "monitor/metrics/levels.hpp"

namespace ontos {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::optional<EvidencePart> evidence_part(Timestamp end,
                                          const std::function<bool(Timestamp from)>& holds) {
    constexpr std::array<seconds, 7> lengths_of_parts{hours{24}, hours{12},   hours{6},  hours{3},
                                                      hours{1},  minutes{15}, minutes{5}};
    std::optional<Timestamp> asked;
    for (const auto length : lengths_of_parts) {
        const auto from = round_down(end - std::chrono::microseconds{1}, length);
        if (asked == from) continue;
        if (holds(from))
            return EvidencePart{from, static_cast<double>(lengths_of_parts.size()) *
                                          static_cast<double>(hours{24} / length)};
        asked = from;
    }
    return std::nullopt;
}

}  // namespace ontos
