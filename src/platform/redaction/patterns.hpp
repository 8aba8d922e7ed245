#pragma once
// What must not be written, as patterns over plain text: card numbers, addresses, keys.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ontos {

/// Bytes [from, to) of a text.
struct Span {
    std::size_t from = 0, to = 0;
};

/// What a text is made of: tells at once which patterns cannot be in it.
struct TextTraits {
    explicit TextTraits(std::string_view text);
    std::size_t size = 0, digits = 0, dots = 0, colons = 0;
    bool has_at = false, is_ascii = true;
};

/// In what a pattern looks: names and numbers have many ways to be written (see FoldedText).
enum class Reads { as_written, folded };

/// A kind of text that is replaced by `[REDACTED:name]`. Constant; thread safe.
struct Pattern {
    std::string name;
    std::function<bool(const TextTraits&)> may_be_in;
    /// Appends where it is found. Time grows linearly with the text.
    std::function<void(std::string_view text, std::vector<Span>& found)> find;
    Reads reads = Reads::as_written;
};

/// Names of the built-in patterns:
/// email  an address, `@` or `%40`;
/// card   13 to 19 digits of a card issuer, grouped by blanks or hyphens or not, with a right Luhn
///        check digit;
/// ssn    a US social security number with separators (000, 666, 9xx and zero groups are none);
/// iban   an IBAN of its country's length with right check digits (ISO 13616), blanks allowed;
/// key    private keys, bearer tokens, JSON web tokens, keys of the usual clouds and of Ontos, and
///        `password=...`;
/// phone  an international or a national number: see find_phones;
/// ip     an IPv4 or IPv6 address.
/// Or a pattern of one's own: "name=expression" in the syntax of RE2. Throws Failure{invalid} for
/// what is neither.
Pattern make_pattern(const std::string& text);

/// The pattern `name`: these names as whole words, in any case and Unicode form, with any blanks
/// between their parts; the longest where several begin. Throws Failure{invalid} for an empty one.
Pattern make_names_pattern(std::vector<std::string> names);

/// What is redacted where nothing is configured.
std::vector<std::string> default_redact_patterns();

}  // namespace ontos
