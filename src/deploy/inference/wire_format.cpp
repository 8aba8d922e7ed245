// The protobuf wire format: fields of a message, one after the other, and back.
#include "deploy/inference/wire_format.hpp"

#include "platform/base/failure.hpp"

namespace ontos {
namespace {

[[noreturn]] void refuse_wire() {
    throw Failure{FailureKind::invalid,
                  "The file is no ONNX model, or it is cut off or damaged: its bytes do not parse."}
        .code("model_refused");
}

}  // namespace

std::uint64_t take_varint(std::string_view& bytes) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (bytes.empty()) refuse_wire();
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80) return value;
    }
    refuse_wire();
}

std::string_view WireReader::take(std::uint64_t count) {
    if (count > rest_.size()) refuse_wire();
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
}

std::optional<WireField> WireReader::next() {
    if (rest_.empty()) return std::nullopt;
    const char* const start = rest_.data();
    const auto tag = take_varint(rest_);
    WireField field;
    field.number = static_cast<std::uint32_t>(tag >> 3);
    if (tag >> 3 == 0 || tag >> 32 != 0) refuse_wire();
    switch (tag & 7) {
        case 0:
            field.value = take_varint(rest_);
            break;
        case 1:
            field.kind = WireField::Kind::fixed64;
            field.bytes = take(8);
            break;
        case 2:
            field.kind = WireField::Kind::bytes;
            field.bytes = take(take_varint(rest_));
            break;
        case 5:
            field.kind = WireField::Kind::fixed32;
            field.bytes = take(4);
            break;
        default:
            refuse_wire();
    }
    field.whole = {start, static_cast<std::size_t>(rest_.data() - start)};
    return field;
}

void append_varint(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7f) | 0x80);
    out += static_cast<char>(value);
}

void append_bytes_field(std::string& out, std::uint32_t number, std::string_view bytes) {
    append_varint(out, std::uint64_t{number} << 3 | 2);
    append_varint(out, bytes.size());
    out += bytes;
}

}  // namespace ontos
