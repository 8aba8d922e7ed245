// What must not be written, as patterns over plain text.
#include "platform/redaction/patterns.hpp"

#include <arpa/inet.h>
#include <re2/re2.h>

#include <algorithm>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"
#include "platform/redaction/card_and_iban.hpp"
#include "platform/redaction/phone.hpp"
#include "platform/unicode/characters.hpp"
#include "platform/unicode/folded_text.hpp"

namespace ontos {
namespace {

using re2::RE2;
using re2::StringPiece;

/// Whether a candidate is what its form promises. `from` and `to` are its ends in the text.
using Accept = bool (*)(std::string_view text, Span candidate);

/// After a refused candidate the search goes on one byte behind its start: candidates are short.
void find_matches(const RE2& expression, Accept accept, std::string_view text,
                  std::vector<Span>& found) {
    const StringPiece whole{text.data(), text.size()};
    StringPiece match;
    std::size_t at = 0;
    while (at < text.size() &&
           expression.Match(whole, at, text.size(), RE2::UNANCHORED, &match, 1)) {
        const auto from = static_cast<std::size_t>(match.data() - text.data());
        const Span candidate{from, from + match.size()};
        const bool is_taken = !match.empty() && (accept == nullptr || accept(text, candidate));
        if (is_taken) found.push_back(candidate);
        at = is_taken ? candidate.to : from + 1;
    }
}

bool is_digit_at(std::string_view text, std::size_t at) {
    return at < text.size() && is_digit(text[at]);
}

/// No digit touches it.
bool stands_alone(std::string_view text, Span candidate) {
    return !is_digit_at(text, candidate.from - 1) && !is_digit_at(text, candidate.to);
}

bool is_ssn(std::string_view text, Span candidate) {
    const auto ssn = text.substr(candidate.from);
    const auto area = ssn.substr(0, 3);
    return stands_alone(text, candidate) && area != "000" && area != "666" && area[0] != '9' &&
           ssn.substr(4, 2) != "00" && ssn.substr(7, 4) != "0000";
}

bool is_ip(std::string_view text, Span candidate) {
    const std::string address{text.substr(candidate.from, candidate.to - candidate.from)};
    std::array<unsigned char, 16> ignored;
    const auto family = address.find(':') == address.npos ? AF_INET : AF_INET6;
    return stands_alone(text, candidate) &&
           ::inet_pton(family, address.c_str(), ignored.data()) == 1;
}

bool is_name_part(const Character& character) {
    return character.code == '_' || is_word(character);
}

bool is_whole_word(std::string_view text, Span candidate) {
    const auto before = text.substr(0, candidate.from), behind = text.substr(candidate.to);
    return (before.empty() || !is_name_part(last_character(before))) &&
           (behind.empty() || !is_name_part(first_character(behind)));
}

/// The name with any blanks between its parts.
std::string expression_of_name(std::string_view written) {
    const FoldedText folded_name{written};
    const auto& name = folded_name.text();
    std::string out;
    for (std::size_t at = name.find_first_not_of(' '); at < name.size();) {
        const auto end = std::min(name.find(' ', at), name.size());
        if (!out.empty()) out += R"(\s+)";
        out += RE2::QuoteMeta(name.substr(at, end - at));
        at = name.find_first_not_of(' ', end);
    }
    if (out.empty()) throw Failure{FailureKind::invalid, "A name to redact must not be empty."};
    // Where a longer name goes on as another word, a shorter one may still end.
    const auto last = name[name.find_last_not_of(' ')];
    if (last == '_' || is_alphanumeric(last)) out += R"(\b)";
    return out;
}

Pattern by_expression(std::string name, std::string_view expression,
                      std::function<bool(const TextTraits&)> may_be_in, Accept accept = nullptr,
                      Reads reads = Reads::as_written) {
    RE2::Options options{RE2::Quiet};
    // A list of names is long.
    options.set_max_mem(options.max_mem() + 512 * static_cast<std::int64_t>(expression.size()));
    const auto compiled =
        std::make_shared<const RE2>(StringPiece{expression.data(), expression.size()}, options);
    if (!compiled->ok() || RE2::FullMatch("", *compiled))
        throw Failure{FailureKind::invalid,
                      "The redaction pattern " + name + " cannot be used: " +
                          (compiled->ok() ? "it matches an empty text" : compiled->error()) + '.'}
            .hint("Expressions are in the syntax of RE2, without look-around.");
    return {std::move(name), std::move(may_be_in),
            [compiled, accept](std::string_view text, std::vector<Span>& found) {
                find_matches(*compiled, accept, text, found);
            },
            reads};
}

constexpr std::string_view email_expression =
    R"([\p{L}\p{N}.!#$&'*+/=?^_{|}~\x60-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)";

constexpr std::string_view ssn_expression = R"(\d{3}[- ]\d{2}[- ]\d{4})";

constexpr std::string_view ip_expression =
    R"((?:\d{1,3}\.){3}\d{1,3})"
    R"(|(?i:[0-9a-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|(?i:[0-9a-f]{1,4}))?)";

constexpr std::string_view key_expression =
    R"((?s:-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)))"
    R"(|(?i:bearer|basic)\s+[A-Za-z0-9._~+/=-]{12,})"
    R"(|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?)"
    R"(|(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}|ontos_[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{20,})"
    R"(|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[a-z]-[A-Za-z0-9-]{10,})"
    R"(|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{35}|dapi[0-9a-f]{32}|hf_[A-Za-z0-9]{20,})"
    R"(|(?i:api[_-]?key|secret|access[_-]?token|token|passw(?:or)?d|pwd))"
    R"(["']?\s*[=:]\s*["']?[^\s"',;&]{6,})";

Pattern custom_pattern(const std::string& name, const std::string& expression) {
    static const RE2 name_form{"[a-z][a-z0-9_]{0,31}"};
    if (!RE2::FullMatch(name, name_form))
        throw Failure{FailureKind::invalid, "The name of the redaction pattern " + name +
                                                " must be lower-case letters, digits and "
                                                "underscores, at most 32."};
    return by_expression(name, expression, [](const TextTraits&) { return true; });
}

}  // namespace

TextTraits::TextTraits(std::string_view text) : size{text.size()} {
    unsigned char all = 0;
    for (const char c : text) {
        digits += is_digit(c);
        dots += c == '.';
        colons += c == ':';
        has_at |= c == '@' || c == '%';
        all |= static_cast<unsigned char>(c);
    }
    is_ascii = all < 0x80;
}

Pattern make_pattern(const std::string& text) {
    using Traits = const TextTraits&;
    if (const auto mark = text.find('='); mark != text.npos)
        return custom_pattern(text.substr(0, mark), text.substr(mark + 1));
    if (text == "email")
        return by_expression(text, email_expression,
                             [](Traits traits) { return traits.has_at && traits.dots > 0; });
    if (text == "card")
        return {text, [](Traits traits) { return traits.digits >= 13; }, find_cards, Reads::folded};
    if (text == "ssn")
        return by_expression(
            text, ssn_expression,
            [](Traits traits) { return traits.digits >= 9 && traits.size >= 11; }, is_ssn,
            Reads::folded);
    if (text == "iban")
        return {text, [](Traits traits) { return traits.digits >= 2 && traits.size >= 15; },
                find_ibans, Reads::folded};
    if (text == "key")
        return by_expression(text, key_expression, [](Traits traits) { return traits.size >= 9; });
    if (text == "phone")
        return {text, [](Traits traits) { return traits.digits >= 8; }, find_phones, Reads::folded};
    if (text == "ip")
        return by_expression(
            text, ip_expression,
            [](Traits traits) { return traits.dots >= 3 || traits.colons >= 2; }, is_ip);
    throw Failure{FailureKind::invalid, "There is no redaction pattern " + text + '.'}.hint(
        "Use email, card, ssn, iban, key, phone, ip, or name=expression.");
}

Pattern make_names_pattern(std::vector<std::string> names) {
    std::ranges::sort(names, std::ranges::greater{}, [](const std::string& name) {
        return std::pair{name.size(), name};
    });
    std::string expression;
    for (const auto& name : names)
        expression += (expression.empty() ? "(?i)(?:" : "|") + expression_of_name(name);
    return by_expression(
        "name", expression + ')', [](const TextTraits&) { return true; }, is_whole_word,
        Reads::folded);
}

std::vector<std::string> default_redact_patterns() {
    return {"email", "card", "ssn", "iban", "key"};
}

}  // namespace ontos
