#pragma once
// What a model takes and gives: the contract between registry, decoder and document.

#include <boost/describe.hpp>
#include <filesystem>
#include <functional>

#include "platform/api/codec.hpp"

namespace ontos {

/// Element types that sklearn, XGBoost, LightGBM and PyTorch exports use.
BOOST_DEFINE_ENUM_CLASS(ElementType, float32, float64, int64, int32, bool_, string, float16, uint8,
                        int8, int16, uint16, uint32, uint64)

/// One input or output, as the registry shows it. A dimension of -1 is free.
struct SignatureField {
    std::string name;
    ElementType type = ElementType::float32;
    std::vector<std::int64_t> shape;
    bool optional = false;
    bool nullable = false;
    api::json::value default_;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&SignatureField::name>("Name of the tensor or column."),
            api::field<&SignatureField::type>("Element type."),
            api::omit_empty<&SignatureField::shape>("Dimensions; -1 is free. Columns have none."),
            api::option<&SignatureField::optional>("Whether it may be left out."),
            api::option<&SignatureField::nullable>("Whether null is taken as NaN."),
            api::omit_empty<&SignatureField::default_>(
                "What null and a left-out value stand for.")};
    }
};

/// Inputs are what a client sends: the columns where one tensor holds many named columns.
struct Signature {
    std::vector<SignatureField> inputs;
    std::vector<SignatureField> outputs;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&Signature::inputs>("What a query sends."),
                          api::field<&Signature::outputs>("What it answers.")};
    }
};

/// What the runtime needs beside the signature; stored with the version as JSON.
struct ModelLayout {
    std::string model_file;                 ///< below the artifact folder: "model.onnx"
    std::vector<std::string> column_names;  ///< of a single tensor that holds many columns
    std::vector<std::string> labels;        ///< of a classifier, in the order of its probabilities
    std::optional<std::string> input_example;  ///< JSON text of input_example.json

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&ModelLayout::model_file>("The ONNX file below the artifact folder."),
            api::option<&ModelLayout::column_names>("Columns of the one input tensor, in order."),
            api::option<&ModelLayout::labels>("Class labels in the order of probabilities."),
            api::option<&ModelLayout::input_example>("An input that works, as JSON text.")};
    }
};

/// What a model file says of itself when it is registered.
struct ModelFacts {
    Signature signature;
    ModelLayout layout;
};

/// Opens the model of an artifact folder once, as the server would, and closes it again. `layout`
/// and `declared` are what MLmodel and the upload said. Throws Failure{invalid} with the reason if
/// it cannot be served: no model, external data outside the folder, custom operators. Passed in by
/// app: deploy/inference implements it.
using ModelInspector =
    std::function<ModelFacts(const std::filesystem::path& folder, const ModelLayout& layout,
                             const std::optional<Signature>& declared)>;

}  // namespace ontos
