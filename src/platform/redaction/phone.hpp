#pragma once
// Phone numbers in a text, also where another number follows at once.

#include "platform/redaction/patterns.hpp"

namespace ontos {

/// 8 to 15 digits after a plus, or 10 to 15 in groups of blanks, brackets, points and hyphens. Of
/// the places where a number may end it is the last behind which no digits are left alone; after
/// a plus, the last at all.
void find_phones(std::string_view text, std::vector<Span>& found);

}  // namespace ontos
