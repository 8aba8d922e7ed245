#pragma once
// What profiles may remember of texts: names are redacted before they are counted.

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "monitor/drift/profile.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// A longer text is no name of anything: all of them are one.
inline constexpr std::size_t name_bytes_max = 4096;
inline constexpr std::string_view long_text_name = "[LONG TEXT]";

/// What may be written of a text that is the value of a feature.
std::string kept_name(const Redactor& redactor, std::string_view feature, std::string_view text);

/// Counts a text that the layout knows where it belongs, any other by the name that may be kept.
void add_kept_name(Profile& profile, std::size_t feature, std::string_view text,
                   const Redactor& redactor);

/// Texts that a layout does not know, until somebody has the time to redact them: each distinct one
/// once. Beyond 4,096 of them, or 256 KiB, a text is redacted where it comes. Owned by one thread.
class WaitingNames {
public:
    static constexpr std::size_t names_max = 4096, bytes_max = 256u << 10;

    /// It must outlive this.
    explicit WaitingNames(const Redactor& redactor) : redactor_{redactor} {}

    /// Counts it in the profile, or remembers it; to be settled into the same profile.
    void add(Profile& profile, std::size_t feature, std::string_view text);
    void settle(Profile& profile);

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    using Counts = std::unordered_map<std::string, std::uint64_t, TextHash, std::equal_to<>>;

    const Redactor& redactor_;
    std::map<std::size_t, Counts> by_feature_;
    std::size_t names_ = 0, bytes_ = 0;
};

}  // namespace ontos
