#pragma once
// A query that a model should be able to answer: to warm it, and to validate it.

#include <string>

#include "deploy/models/signature.hpp"

namespace ontos {

/// A body for `ServedModel::read`: the model's input example in whatever form it has, or one row of
/// zeros, empty texts and false. `read` needs it as a PaddedText.
std::string probe_body(const Signature& signature, const ModelLayout& layout);

/// The row of zeros, also where there is an example.
std::string zero_body(const Signature& signature);

/// The text, with the readable bytes behind its end that `ServedModel::read` needs.
class PaddedText {
public:
    explicit PaddedText(std::string text);
    std::string_view view() const { return std::string_view{text_}.substr(0, size_); }

private:
    std::string text_;
    std::size_t size_;
};

}  // namespace ontos
