#pragma once
// The bins of latency: base-2 exponential, scale 6, from 2^-20 s to 2^12 s.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace ontos::sketches {

/// Bin 0 holds what is at most 2^-20 s (953 ns), the last one what is over 2^12 s (68 min). Bin
/// `b` between holds (2^(i/64), 2^((i+1)/64)] seconds with i = b - 1281. That `i` is the index of
/// OpenTelemetry's exponential histogram at scale 6 (its data model, "Exponential Buckets": base =
/// 2^(2^-scale), upper bound inclusive), so that these counts can be exported without loss.
inline constexpr int bins_per_octave = 64;
inline constexpr int lowest_octave = -20;
inline constexpr int octaves = 32;
inline constexpr std::size_t regular_bins = std::size_t{bins_per_octave} * octaves;
inline constexpr std::size_t underflow_bin = 0;
inline constexpr std::size_t overflow_bin = regular_bins + 1;
inline constexpr std::size_t bin_count = regular_bins + 2;

namespace detail {

/// floor(10^9 * 2^(j/64) * 2^32): the bin bounds of one octave in nanoseconds, as fixed point.
inline constexpr std::array<std::uint64_t, bins_per_octave> octave_bounds{
    4294967296000000000u, 4341736423468842440u, 4389014833345081548u, 4436808071350532564u,
    4485121743595961938u, 4533961517238679893u, 4583333121147293705u, 4633242346573699665u,
    4683695047832392561u, 4734697142987172352u, 4786254614545328587u, 4838373510159383995u,
    4891059943336479569u, 4944320094155484339u, 4998160209991913959u, 5052586606250743150u,
    5107605667107197932u, 5163223846255614566u, 5219447667666453030u, 5276283726351553835u,
    5333738689137727937u, 5391819295448770494u, 5450532358095990192u, 5509884764077346875u,
    5569883475385291208u, 5630535529823401142u, 5691848041831910964u, 5753828203322229768u,
    5816483284520547243u, 5879820634820625717u, 5943847683645878501u, 6008571941320835654u,
    6074000999952099384u, 6140142534318892427u, 6207004302773303855u, 6274594148150337932u,
    6342919998687872737u, 6411989868956636489u, 6481811860800310651u, 6552394164285870078u,
    6623745058664271696u, 6695872913341604395u, 6768786188860814051u, 6842493437894118829u,
    6917003306246231185u, 6992324533868504235u, 7068465955884121459u, 7145436503624449982u,
    7223245205676679009u, 7301901188942866290u, 7381413679710516850u, 7461792004734819548u,
    7543045592332668431u, 7625183973488597192u, 7708216782972756464u, 7792153760471065093u,
    7877004751727667949u, 7962779709699834289u, 8049488695725432132u, 8137141880703115609u,
    8225749546285363694u, 8315322086084510293u, 8405870006891907123u, 8497403929910362417u};

/// The bounds that a number with its top bit at position 62 is compared with.
inline constexpr auto bounds = [] {
    std::array<std::uint64_t, bins_per_octave + 8> made{};
    for (std::size_t k = 0; k < made.size(); ++k)
        made[k] = octave_bounds[k % bins_per_octave] << (k / bins_per_octave);
    return made;
}();

/// By the seven bits below the top bit: how many bounds are smaller. A step is 1/128 at most and a
/// bin at least 1.09 % wide, so that at most one bound lies inside a step.
inline constexpr auto bounds_below = [] {
    std::array<std::uint8_t, 128> made{};
    for (std::size_t step = 0; step < made.size(); ++step) {
        const auto start = (std::uint64_t{1} << 62) + (std::uint64_t{step} << 55);
        made[step] =
            static_cast<std::uint8_t>(std::ranges::lower_bound(bounds, start) - bounds.begin());
    }
    return made;
}();

}  // namespace detail

/// The bin of a value, exactly: integers are compared, nothing is rounded.
constexpr std::size_t bin_of(std::uint64_t nanoseconds) {
    const auto value =
        std::min(nanoseconds | std::uint64_t{nanoseconds == 0}, std::uint64_t{1} << 62);
    const int width = 64 - std::countl_zero(value);
    const auto aligned = value << (63 - width);
    const std::size_t below = detail::bounds_below[(aligned >> 55) & 127];
    const auto index = (width - 31 - lowest_octave) * bins_per_octave + static_cast<int>(below) +
                       (aligned > detail::bounds[below] ? 1 : 0);
    return static_cast<std::size_t>(std::clamp(index, 0, static_cast<int>(overflow_bin)));
}

/// The inclusive upper bound of a bin in nanoseconds; infinity for the last.
double bin_upper(std::size_t bin);
/// The exclusive lower bound of a bin in nanoseconds; 0 for the first.
double bin_lower(std::size_t bin);

}  // namespace ontos::sketches
