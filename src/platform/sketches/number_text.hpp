#pragma once
// Unsigned numbers as text: base64 digits of five bits each, lowest first, like source maps do.

#include <cstdint>
#include <string>
#include <string_view>

namespace ontos::sketches {

void write_number(std::string& out, std::uint64_t value);

/// Reads what write_number wrote; after the first mistake it has failed for good and gives zeros.
class NumberReader {
public:
    explicit NumberReader(std::string_view text) : text_{text} {}

    bool at_end() const { return text_.empty(); }
    bool has_failed() const { return failed_; }
    std::uint64_t next();
    /// The next `size` characters as they are; empty and failed where there are fewer.
    std::string_view next_text(std::uint64_t size);

private:
    std::string_view text_;
    bool failed_ = false;
};

}  // namespace ontos::sketches
