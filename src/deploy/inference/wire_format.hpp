#pragma once
// The protobuf wire format: fields of a message, one after the other, and back.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ontos {

/// One field of a message. Views point into the message.
struct WireField {
    enum class Kind { varint, fixed64, bytes, fixed32 };

    std::uint32_t number = 0;
    Kind kind = Kind::varint;
    std::uint64_t value = 0;  ///< of a varint
    std::string_view bytes;   ///< of a length-delimited field: text, message or packed numbers
    std::string_view whole;   ///< tag and all: copied, it is the field again
};

/// Reads bytes that may be hostile: never outside them. `next` throws Failure{invalid} for what is
/// no protobuf. Owned by one thread.
class WireReader {
public:
    explicit WireReader(std::string_view message) : rest_{message} {}
    /// nullopt at the end.
    std::optional<WireField> next();

private:
    std::string_view take(std::uint64_t count);

    std::string_view rest_;
};

/// The number that the bytes start with, taken from them. Throws Failure{invalid} where there is
/// none.
std::uint64_t take_varint(std::string_view& bytes);

void append_varint(std::string& out, std::uint64_t value);
/// A length-delimited field.
void append_bytes_field(std::string& out, std::uint32_t number, std::string_view bytes);

}  // namespace ontos
