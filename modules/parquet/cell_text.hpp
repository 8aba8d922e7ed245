#pragma once
// A value of a column as the text that CSV has for it.

#include <arrow/array.h>

#include <memory>
#include <string>
#include <string_view>

namespace ontos {

/// The texts of one array. Owned by one thread.
class CellTexts {
public:
    virtual ~CellTexts() = default;
    /// Empty for null and NaN. Valid until the next call.
    virtual std::string_view at(std::int64_t row) = 0;
};

/// Whether values of the type have a text: numbers, booleans, texts, days and times, and
/// dictionaries of those.
bool has_texts(const arrow::DataType& type);
/// Of an array whose type has them; the array outlives it.
std::unique_ptr<CellTexts> make_texts(const arrow::Array& array);

}  // namespace ontos
