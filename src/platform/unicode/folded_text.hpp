#pragma once
// Texts as they are compared: in one Unicode form and one case.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ontos {

/// Composed (NFC) and case folded ("Straße" is "strasse"). Bytes that are not UTF-8 stay as they
/// are. Time grows linearly with the text.
std::string folded(std::string_view text);

/// A text as names and numbers are looked for in it: folded, each blank, dash and apostrophe that
/// of ASCII, without characters that are not seen (soft hyphen, word joiner, byte order mark,
/// blanks of no width). Knows where its parts stand in the original. Constant after construction.
class FoldedText {
public:
    /// Of less than 4 GiB.
    explicit FoldedText(std::string_view original);

    const std::string& text() const { return text_; }
    /// Where in the original the part [from, to) of the text stands; never a part of a character.
    std::size_t start_in_original(std::size_t from) const;
    std::size_t end_in_original(std::size_t to) const;

private:
    /// From here on both are read byte by byte, or, of a piece of another size, at once.
    struct Step {
        std::uint32_t at = 0, in_original = 0;
        bool is_whole = false;
    };
    void add_step(Step step);

    std::string text_;
    std::vector<Step> steps_{Step{}};
};

}  // namespace ontos
