#pragma once
// What is wrong with a query, collected with places and said in words.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/inference/input_plan.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {

/// Where a value stands in the body. A plain struct: its texts are made only for a mistake.
struct CellPlace {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::string_view base;  ///< "/body/inputs"
    std::size_t row = none;
    const InputColumn* column = nullptr;
    std::size_t position = none;  ///< of the value, where rows are lists
    bool column_first = false;    ///< lists of values by column
    /// Below that, in a value that is lists of lists.
    const std::vector<std::size_t>* path = nullptr;

    std::string where() const;  ///< "/body/inputs/3/mean radius"
    std::string said() const;   ///< "row 3, column 'mean radius'"
};

/// Collects up to 20 mistakes. Owned by one thread.
class Mistakes {
public:
    static constexpr std::size_t mistakes_max = 20;

    /// Throws all of them when there are enough.
    void add(std::string where, std::string what);
    /// "row 3, column 'a': expected ..., found ..."
    void add(const CellPlace& place, std::string_view problem);
    bool empty() const { return list_.empty(); }
    /// Throws Failure{invalid, invalid_input} if there are any.
    void throw_if_any();

private:
    std::vector<Violation> list_;
};

/// One mistake that ends the reading at once.
Failure invalid_input(std::string where, std::string what);

/// With one full stop at its end, also where a library's message has brought its own.
std::string sentence(std::string_view text);

/// A JSON Pointer token: `~` and `/` escaped.
std::string pointer_token(std::string_view name);

}  // namespace ontos
