#pragma once
// Numbers with check digits: payment cards and bank accounts.

#include <string_view>
#include <vector>

#include "platform/redaction/patterns.hpp"

namespace ontos {

/// Card numbers of 13 to 19 digits, in groups or not, that pass Luhn's check (ISO/IEC 7812).
void find_cards(std::string_view text, std::vector<Span>& found);

/// IBANs by ISO 13616: known country, its length, remainder 1 by 97. Blanks and hyphens between
/// characters are allowed.
void find_ibans(std::string_view text, std::vector<Span>& found);

}  // namespace ontos
