// A value of a column as the text that CSV has for it.
#include "cell_text.hpp"

#include <arrow/scalar.h>
#include <arrow/type.h>
#include <arrow/util/float16.h>

#include <array>
#include <charconv>
#include <cmath>

#include "outcome.hpp"

namespace ontos {
namespace {

/// Shortest text that reads back as the same number.
template <class Number>
std::string_view digits(Number number, std::array<char, 48>& into) {
    const auto end = std::to_chars(into.data(), into.data() + into.size(), number).ptr;
    return {into.data(), static_cast<std::size_t>(end - into.data())};
}

template <class Array>
class Numbers : public CellTexts {
public:
    explicit Numbers(const arrow::Array& array) : array_{static_cast<const Array&>(array)} {}

    std::string_view at(std::int64_t row) override {
        if (array_.IsNull(row)) return {};
        const auto value = array_.Value(row);
        if constexpr (std::is_floating_point_v<decltype(value)>)
            if (std::isnan(value)) return {};
        return digits(value, text_);
    }

private:
    const Array& array_;
    std::array<char, 48> text_{};
};

class Halves : public CellTexts {
public:
    explicit Halves(const arrow::Array& array)
        : array_{static_cast<const arrow::HalfFloatArray&>(array)} {}

    std::string_view at(std::int64_t row) override {
        if (array_.IsNull(row)) return {};
        const auto value = arrow::util::Float16::FromBits(array_.Value(row)).ToFloat();
        return std::isnan(value) ? std::string_view{} : digits(value, text_);
    }

private:
    const arrow::HalfFloatArray& array_;
    std::array<char, 48> text_{};
};

class Booleans : public CellTexts {
public:
    explicit Booleans(const arrow::Array& array)
        : array_{static_cast<const arrow::BooleanArray&>(array)} {}

    std::string_view at(std::int64_t row) override {
        if (array_.IsNull(row)) return {};
        return array_.Value(row) ? "true" : "false";
    }

private:
    const arrow::BooleanArray& array_;
};

template <class Array>
class Texts : public CellTexts {
public:
    explicit Texts(const arrow::Array& array) : array_{static_cast<const Array&>(array)} {}

    std::string_view at(std::int64_t row) override {
        return array_.IsNull(row) ? std::string_view{} : array_.GetView(row);
    }

private:
    const Array& array_;
};

/// Days, times and decimals, as Arrow writes them.
class Written : public CellTexts {
public:
    explicit Written(const arrow::Array& array) : array_{array} {}

    std::string_view at(std::int64_t row) override {
        if (array_.IsNull(row)) return {};
        text_ = require(array_.GetScalar(row))->ToString();
        return text_;
    }

private:
    const arrow::Array& array_;
    std::string text_;
};

class Nothing : public CellTexts {
public:
    std::string_view at(std::int64_t) override { return {}; }
};

class Coded : public CellTexts {
public:
    explicit Coded(const arrow::Array& array)
        : array_{static_cast<const arrow::DictionaryArray&>(array)},
          values_{make_texts(*array_.dictionary())} {}

    std::string_view at(std::int64_t row) override {
        return array_.IsNull(row) ? std::string_view{} : values_->at(array_.GetValueIndex(row));
    }

private:
    const arrow::DictionaryArray& array_;
    std::unique_ptr<CellTexts> values_;
};

template <class Texts>
std::unique_ptr<CellTexts> made(const arrow::Array& array) {
    return std::make_unique<Texts>(array);
}

/// Null for a type that has no texts.
auto maker_of(const arrow::DataType& type) -> std::unique_ptr<CellTexts> (*)(const arrow::Array&) {
    using Type = arrow::Type;
    switch (type.id()) {
        case Type::NA:
            return [](const arrow::Array&) -> std::unique_ptr<CellTexts> {
                return std::make_unique<Nothing>();
            };
        case Type::BOOL:
            return made<Booleans>;
        case Type::INT8:
            return made<Numbers<arrow::Int8Array>>;
        case Type::INT16:
            return made<Numbers<arrow::Int16Array>>;
        case Type::INT32:
            return made<Numbers<arrow::Int32Array>>;
        case Type::INT64:
            return made<Numbers<arrow::Int64Array>>;
        case Type::UINT8:
            return made<Numbers<arrow::UInt8Array>>;
        case Type::UINT16:
            return made<Numbers<arrow::UInt16Array>>;
        case Type::UINT32:
            return made<Numbers<arrow::UInt32Array>>;
        case Type::UINT64:
            return made<Numbers<arrow::UInt64Array>>;
        case Type::HALF_FLOAT:
            return made<Halves>;
        case Type::FLOAT:
            return made<Numbers<arrow::FloatArray>>;
        case Type::DOUBLE:
            return made<Numbers<arrow::DoubleArray>>;
        case Type::STRING:
            return made<Texts<arrow::StringArray>>;
        case Type::LARGE_STRING:
            return made<Texts<arrow::LargeStringArray>>;
        case Type::STRING_VIEW:
            return made<Texts<arrow::StringViewArray>>;
        case Type::DICTIONARY:
            return has_texts(*static_cast<const arrow::DictionaryType&>(type).value_type())
                       ? made<Coded>
                       : nullptr;
        case Type::DECIMAL32:
        case Type::DECIMAL64:
        case Type::DECIMAL128:
        case Type::DECIMAL256:
        case Type::DATE32:
        case Type::DATE64:
        case Type::TIME32:
        case Type::TIME64:
        case Type::TIMESTAMP:
            return made<Written>;
        default:
            return nullptr;
    }
}

}  // namespace

bool has_texts(const arrow::DataType& type) { return maker_of(type) != nullptr; }

std::unique_ptr<CellTexts> make_texts(const arrow::Array& array) {
    return maker_of(*array.type())(array);
}

}  // namespace ontos
