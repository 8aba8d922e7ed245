// MLflow's signature texts, read into ours.
#include "deploy/models/mlflow_signature.hpp"

#include <array>
#include <set>
#include <utility>

#include "platform/api/json_text.hpp"

namespace ontos {
namespace {

namespace json = api::json;
constexpr int signature_depth_max = 32;
constexpr std::size_t fields_max = 100'000;
constexpr std::size_t dimensions_max = 16;

using TypeName = std::pair<std::string_view, ElementType>;

constexpr std::array<TypeName, 7> column_types{{{"double", ElementType::float64},
                                                {"float", ElementType::float32},
                                                {"long", ElementType::int64},
                                                {"integer", ElementType::int32},
                                                {"boolean", ElementType::bool_},
                                                {"string", ElementType::string},
                                                {"datetime", ElementType::string}}};

constexpr std::array<TypeName, 15> tensor_types{{{"float64", ElementType::float64},
                                                 {"float32", ElementType::float32},
                                                 {"float16", ElementType::float16},
                                                 {"int64", ElementType::int64},
                                                 {"int32", ElementType::int32},
                                                 {"int16", ElementType::int16},
                                                 {"int8", ElementType::int8},
                                                 {"uint64", ElementType::uint64},
                                                 {"uint32", ElementType::uint32},
                                                 {"uint16", ElementType::uint16},
                                                 {"uint8", ElementType::uint8},
                                                 {"bool", ElementType::bool_},
                                                 {"str", ElementType::string},
                                                 {"string", ElementType::string},
                                                 {"object", ElementType::string}}};

[[noreturn]] void refuse_signature(const std::string& why) {
    throw Failure{FailureKind::invalid, "the signature in MLmodel cannot be read: " + why}.code(
        "bad_mlmodel");
}

std::optional<ElementType> type_named(std::span<const TypeName> known, std::string_view name) {
    for (const auto& [text, type] : known)
        if (text == name) return type;
    return std::nullopt;
}

std::string text_of(const json::object& object, std::string_view key) {
    const auto* const found = object.if_contains(key);
    if (found == nullptr || found->is_null()) return {};
    if (!found->is_string()) refuse_signature(std::string{key} + " must be a text");
    return std::string{found->get_string()};
}

std::vector<std::int64_t> shape_of(const json::object& spec) {
    const auto* const found = spec.if_contains("shape");
    if (found == nullptr || !found->is_array()) refuse_signature("a tensor has no shape");
    if (found->get_array().size() > dimensions_max)
        refuse_signature("a tensor has too many dimensions");
    std::vector<std::int64_t> shape;
    for (const auto& dimension : found->get_array()) {
        if (!dimension.is_int64() || dimension.get_int64() < -1)
            refuse_signature("a dimension must be an integer from -1 on");
        shape.push_back(dimension.get_int64());
    }
    return shape;
}

struct ReadField {
    SignatureField field;
    std::optional<ElementType> type;  ///< none: not one of ours
    std::string type_name;
    bool is_column = false;
};

ReadField read_field(const json::value& value) {
    if (!value.is_object()) refuse_signature("an input or output must be an object");
    const auto& object = value.get_object();
    ReadField read;
    read.field.name = text_of(object, "name");
    read.type_name = text_of(object, "type");
    const auto* const required = object.if_contains("required");
    read.field.optional = required != nullptr && required->is_bool() && !required->get_bool();
    const auto* const spec = object.if_contains("tensor-spec");
    if (read.type_name == "tensor" && spec != nullptr && spec->is_object()) {
        read.type_name = text_of(spec->get_object(), "dtype");
        read.type = type_named(tensor_types, read.type_name);
        read.field.shape = shape_of(spec->get_object());
    } else {
        read.type = type_named(column_types, read.type_name);
        read.is_column = !read.field.name.empty();
    }
    if (read.type) read.field.type = *read.type;
    return read;
}

std::vector<ReadField> read_fields(std::string_view text) {
    std::vector<ReadField> fields;
    if (text.empty()) return fields;
    const auto parsed = api::parse_json(text, signature_depth_max);
    if (!parsed.is_array()) refuse_signature("inputs and outputs must be lists");
    if (parsed.get_array().size() > fields_max) refuse_signature("it has more than 100,000 fields");
    for (const auto& value : parsed.get_array()) fields.push_back(read_field(value));
    return fields;
}

}  // namespace

MlflowSignature read_mlflow_signature(std::string_view inputs, std::string_view outputs) {
    MlflowSignature out;
    std::set<std::string> names;
    bool all_columns = true;
    for (auto& read : read_fields(inputs)) {
        if (!read.type)
            refuse_signature("input `" + read.field.name + "` has the type `" + read.type_name +
                             "`, which no ONNX model takes");
        if (!names.insert(read.field.name).second)
            refuse_signature("input `" + read.field.name + "` is there twice");
        all_columns = all_columns && read.is_column;
        if (read.is_column) out.column_names.push_back(read.field.name);
        out.signature.inputs.push_back(std::move(read.field));
    }
    if (!all_columns) out.column_names.clear();
    for (auto& read : read_fields(outputs))
        if (read.type) out.signature.outputs.push_back(std::move(read.field));
    return out;
}

}  // namespace ontos
