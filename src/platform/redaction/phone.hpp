#pragma once
// Phone numbers in a text, also where another number follows at once.

#include "platform/redaction/patterns.hpp"

namespace ontos {

/// Digits, alone or in groups with blanks, brackets, points, hyphens or a slash between them:
/// - behind a plus, 8 to 15;
/// - behind 00 and a digit that is not 0: 8 to 15 in groups, 11 to 15 without;
/// - behind one 0, as most countries have it: 9 to 12 in groups, 10 or 11 without (0171/1234567);
/// - behind an area code in brackets, 10 or 11;
/// - 3-3-4, with a 1 in front or not, as in North America, and 3-4-4, as in China.
/// Dates, times, decimals and lists of numbers are none; of numbers without a plus, neither what is
/// a part of a longer word or number. Of the places where a number may end it is the last behind
/// which no digits are left alone, else the last at all.
void find_phones(std::string_view text, std::vector<Span>& found);

}  // namespace ontos
