// What a run answered, ready to be read: shapes, numbers, texts, maps.
#include "deploy/inference/output_values.hpp"

#include "deploy/inference/half.hpp"
#include "deploy/inference/json_text.hpp"

namespace ontos {

OutputValues::OutputValues(const OutputTensor& output, const Ort::Value& value)
    : raw_{&value}, type_{output.type} {
    if (output.is_maps) return;
    const auto info = value.GetTensorTypeAndShapeInfo();
    shape_ = info.GetShape();
    size_ = info.GetElementCount();
    if (type_ != ElementType::string) {
        if (size_ > 0) data_ = value.GetTensorRawData();
        return;
    }
    texts_.resize(value.GetStringTensorDataLength());
    starts_.resize(size_);
    if (size_ > 0)
        value.GetStringTensorContent(texts_.data(), texts_.size(), starts_.data(), size_);
}

std::string_view OutputValues::text_at(std::size_t index) const {
    const auto start = starts_[index];
    const auto end = index + 1 < starts_.size() ? starts_[index + 1] : texts_.size();
    return std::string_view{texts_}.substr(start, end - start);
}

std::size_t OutputValues::append(std::string& out, std::size_t index) const {
    switch (type_) {
        case ElementType::float32:
            return append_json_number(out, at<float>(index));
        case ElementType::float64:
            return append_json_number(out, at<double>(index));
        case ElementType::float16:
            return append_json_number(out, float_of_half(at<std::uint16_t>(index)));
        case ElementType::string:
            append_json_text(out, text_at(index));
            break;
        case ElementType::bool_:
            append_json_bool(out, at<bool>(index));
            break;
        case ElementType::int64:
            append_json_integer(out, at<std::int64_t>(index));
            break;
        case ElementType::int32:
            append_json_integer(out, at<std::int32_t>(index));
            break;
        case ElementType::int16:
            append_json_integer(out, at<std::int16_t>(index));
            break;
        case ElementType::int8:
            append_json_integer(out, int{at<std::int8_t>(index)});
            break;
        case ElementType::uint64:
            append_json_integer(out, at<std::uint64_t>(index));
            break;
        case ElementType::uint32:
            append_json_integer(out, at<std::uint32_t>(index));
            break;
        case ElementType::uint16:
            append_json_integer(out, at<std::uint16_t>(index));
            break;
        case ElementType::uint8:
            append_json_integer(out, int{at<std::uint8_t>(index)});
            break;
    }
    return 0;
}

std::size_t append_map(std::string& out, const Ort::Value& sequence, std::size_t row) {
    Ort::AllocatorWithDefaultOptions allocator;
    const auto map = sequence.GetValue(static_cast<int>(row), allocator);
    const auto keys = map.GetValue(0, allocator);
    const auto values = map.GetValue(1, allocator);
    OutputTensor key_output, value_output;
    key_output.type =
        keys.GetTensorTypeAndShapeInfo().GetElementType() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING
            ? ElementType::string
            : ElementType::int64;
    value_output.type = ElementType::float32;
    const OutputValues names{key_output, keys};
    const OutputValues numbers{value_output, values};
    std::size_t not_finite = 0;
    out += '{';
    for (std::size_t i = 0; i < names.size() && i < numbers.size(); ++i) {
        if (i > 0) out += ',';
        if (key_output.type == ElementType::string) {
            names.append(out, i);
        } else {
            out += '"';
            names.append(out, i);
            out += '"';
        }
        out += ':';
        not_finite += numbers.append(out, i);
    }
    out += '}';
    return not_finite;
}

}  // namespace ontos
