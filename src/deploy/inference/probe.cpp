// A query that a model should be able to answer: to warm it, and to validate it.
#include "deploy/inference/probe.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "platform/api/exchange.hpp"

namespace ontos {
namespace {

namespace json = boost::json;

json::value zero_of(ElementType type) {
    if (type == ElementType::string) return "";
    if (type == ElementType::bool_) return false;
    return 0;
}

/// Lists of lists by the dimensions from `level` on; a free one is 1.
json::value zeros(const SignatureField& field, std::size_t level) {
    if (level >= field.shape.size()) return zero_of(field.type);
    const auto size = static_cast<std::size_t>(std::max<std::int64_t>(field.shape[level], 1));
    return json::array(size, zeros(field, level + 1));
}

/// Bounded, so that a hostile shape does not fill the memory.
bool is_small(const SignatureField& field) {
    constexpr double elements_max = 1e6;
    double count = 1;
    for (const auto size : field.shape)
        count *= static_cast<double>(std::max<std::int64_t>(size, 1));
    return count <= elements_max;
}

bool is_query(const json::object& object) {
    constexpr std::array<std::string_view, 4> forms{"inputs", "instances", "dataframe_split",
                                                    "dataframe_records"};
    return std::ranges::any_of(forms, [&](auto form) { return object.contains(form); });
}

}  // namespace

std::string zero_body(const Signature& signature) {
    json::object columns;
    for (const auto& field : signature.inputs) {
        const bool is_list = !field.shape.empty();
        if (is_list && !is_small(field)) return "{}";
        const auto rows = is_list ? std::max<std::int64_t>(field.shape.front(), 1) : 1;
        const auto row = zeros(field, 1);
        columns[field.name] = json::array(static_cast<std::size_t>(rows), row);
    }
    return json::serialize(json::object{{"inputs", std::move(columns)}});
}

std::string probe_body(const Signature& signature, const ModelLayout& layout) {
    if (!layout.input_example) return zero_body(signature);
    boost::system::error_code error;
    auto example = json::parse(*layout.input_example, error);
    if (error) return zero_body(signature);
    const auto* object = example.if_object();
    if (object && is_query(*object)) return *layout.input_example;
    const bool is_split = object && object->contains("columns") && object->contains("data");
    const char* const form = is_split ? "dataframe_split" : "inputs";
    return json::serialize(json::object{{form, std::move(example)}});
}

PaddedText::PaddedText(std::string text) : text_{std::move(text)}, size_{text_.size()} {
    text_.append(api::Request::body_padding, '\0');
}

}  // namespace ontos
