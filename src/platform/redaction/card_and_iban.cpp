// Numbers with check digits: payment cards and bank accounts.
#include "platform/redaction/card_and_iban.hpp"

#include <algorithm>
#include <array>

#include "platform/base/text.hpp"

namespace ontos {
namespace {

bool is_card_digit(char c) { return c >= '0' && c <= '9'; }
bool is_separator(char c) { return c == ' ' || c == '-'; }

/// Runs of digits with one blank or hyphen between them.
std::vector<Span> digit_groups(std::string_view text, std::size_t from) {
    std::vector<Span> groups;
    for (auto at = from; at < text.size() && is_card_digit(text[at]);) {
        auto end = at;
        while (end < text.size() && is_card_digit(text[end])) ++end;
        groups.push_back({at, end});
        at = end + 1 < text.size() && is_separator(text[end]) ? end + 1 : text.size();
    }
    return groups;
}

bool passes_luhn(std::string_view digits) {
    int sum = 0;
    bool is_doubled = false;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        const int value = (*digit - '0') * (is_doubled ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
        is_doubled = !is_doubled;
    }
    return sum % 10 == 0;
}

/// Whether a card issuer gives numbers that start and are as long as this.
bool is_issued(std::string_view digits) {
    const auto size = digits.size();
    const int four = (digits[0] - '0') * 1000 + (digits[1] - '0') * 100 + (digits[2] - '0') * 10 +
                     (digits[3] - '0');
    switch (digits.front()) {
        case '2':
            return size == 16 && four >= 2221 && four <= 2720;
        case '3':
            return size >= 14 && size <= 19;
        case '4':
            return size == 13 || size == 16 || size == 19;
        case '5':
        case '6':
            return true;
        default:
            return false;
    }
}

bool is_card(std::string_view digits) { return is_issued(digits) && passes_luhn(digits); }

/// The longest card that starts with the first of the groups; its end, or npos.
std::size_t card_end(std::string_view text, std::span<const Span> groups) {
    constexpr std::size_t digits_min = 13, digits_max = 19;
    std::string digits;
    auto end = std::string_view::npos;
    for (const auto& group : groups) {
        digits += text.substr(group.from, group.to - group.from);
        if (digits.size() > digits_max) break;
        if (digits.size() >= digits_min && is_card(digits)) end = group.to;
    }
    return end;
}

/// The digits behind the point of a number are no card.
bool is_fraction(std::string_view text, std::size_t from) {
    return from >= 2 && text[from - 1] == '.' && is_card_digit(text[from - 2]);
}

/// "AD24": country and length.
constexpr std::string_view iban_lengths =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24"
    "FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32"
    "LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24"
    "RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

std::size_t iban_length(char first, char second) {
    for (std::size_t i = 0; i + 3 < iban_lengths.size(); i += 4)
        if (iban_lengths[i] == first && iban_lengths[i + 1] == second)
            return static_cast<std::size_t>(iban_lengths[i + 2] - '0') * 10 +
                   static_cast<std::size_t>(iban_lengths[i + 3] - '0');
    return 0;
}

bool has_remainder_one(std::string iban) {
    std::rotate(iban.begin(), iban.begin() + 4, iban.end());
    unsigned remainder = 0;
    for (const char c : iban) {
        if (is_card_digit(c))
            remainder = (remainder * 10 + static_cast<unsigned>(c - '0')) % 97;
        else
            remainder = (remainder * 100 + static_cast<unsigned>(c - 'A' + 10)) % 97;
    }
    return remainder == 1;
}

/// The end of the IBAN that starts here, or npos.
std::size_t iban_end(std::string_view text, std::size_t from) {
    const auto length = iban_length(to_upper(text[from]), to_upper(text[from + 1]));
    std::string iban;
    auto at = from;
    while (iban.size() < length && at < text.size()) {
        const char c = text[at];
        if (is_card_digit(c) || is_letter(c))
            iban += to_upper(c);
        else if (!is_separator(c) || is_separator(text[at - 1]))
            break;
        ++at;
    }
    const bool goes_on = at < text.size() && (is_card_digit(text[at]) || is_letter(text[at]));
    if (length == 0 || iban.size() != length || goes_on || !has_remainder_one(std::move(iban)))
        return std::string_view::npos;
    return at;
}

}  // namespace

void find_cards(std::string_view text, std::vector<Span>& found) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_card_digit(text[at])) continue;
        const auto groups = digit_groups(text, at);
        const bool starts_in_fraction = is_fraction(text, at);
        for (std::size_t i = starts_in_fraction ? 1 : 0; i < groups.size(); ++i)
            if (const auto end = card_end(text, std::span{groups}.subspan(i)); end != text.npos)
                found.push_back({groups[i].from, end});
        at = groups.back().to;
    }
}

void find_ibans(std::string_view text, std::vector<Span>& found) {
    for (std::size_t at = 0; at + 15 <= text.size(); ++at) {
        const bool may_start =
            is_letter(text[at]) && is_letter(text[at + 1]) && is_card_digit(text[at + 2]) &&
            is_card_digit(text[at + 3]) &&
            (at == 0 || !(is_letter(text[at - 1]) || is_card_digit(text[at - 1])));
        if (!may_start) continue;
        if (const auto end = iban_end(text, at); end != text.npos) found.push_back({at, end});
    }
}

}  // namespace ontos
