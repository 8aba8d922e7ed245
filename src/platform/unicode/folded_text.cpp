// Texts as they are compared: in one Unicode form and one case.
#include "platform/unicode/folded_text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "platform/base/text.hpp"
#include "platform/unicode/characters.hpp"

namespace ontos {
namespace {

/// What people see as one character is folded at once. No writing needs more in one; the library
/// takes a time that grows with the square.
constexpr std::size_t piece_characters_max = 32;

/// How many bytes the piece at the front has.
std::size_t piece_length(std::string_view text) {
    auto last = first_character(text);
    auto length = last.bytes;
    utf8proc_int32_t state = 0;
    for (std::size_t count = 1; count < piece_characters_max && length < text.size(); ++count) {
        const auto next = first_character(text.substr(length));
        if (last.code < 0 || next.code < 0 ||
            utf8proc_grapheme_break_stateful(last.code, next.code, &state))
            break;
        length += next.bytes;
        last = next;
    }
    return length;
}

void append_folded(std::string_view piece, std::string& out) {
    constexpr auto options =
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    // A character becomes at most four; one more is for the end.
    std::array<utf8proc_int32_t, 4 * piece_characters_max + 1> codes;
    constexpr auto room = static_cast<utf8proc_ssize_t>(codes.size()) - 1;
    const auto made = utf8proc_decompose(reinterpret_cast<const utf8proc_uint8_t*>(piece.data()),
                                         static_cast<utf8proc_ssize_t>(piece.size()), codes.data(),
                                         room, options);
    const auto bytes =
        made < 0 || made > room ? -1 : utf8proc_reencode(codes.data(), made, options);
    if (bytes < 0)
        out += piece;
    else
        out.append(reinterpret_cast<const char*>(codes.data()), static_cast<std::size_t>(bytes));
}

/// Whether a character of ASCII at this place is followed by another, so that no mark changes it.
bool stands_for_itself(std::string_view text, std::size_t at) {
    const auto is_plain = [&](std::size_t i) { return static_cast<unsigned char>(text[i]) < 0x80; };
    return is_plain(at) && (at + 1 == text.size() || is_plain(at + 1));
}

bool is_not_seen(std::int32_t code) {
    return code == 0xAD || (code >= 0x200B && code <= 0x200D) || code == 0x2060 || code == 0xFEFF ||
           (code >= 0xFE00 && code <= 0xFE0F);
}

/// Joiners and variation selectors are of the piece of the character before them.
std::string seen_of(std::string_view piece) {
    std::string out;
    while (!piece.empty()) {
        const auto character = first_character(piece);
        if (!is_not_seen(character.code)) out += piece.substr(0, character.bytes);
        piece.remove_prefix(character.bytes);
    }
    return out;
}

bool is_dash(std::int32_t code) {
    constexpr std::int32_t minus = 0x2212;
    return code == minus || utf8proc_category(code) == UTF8PROC_CATEGORY_PD;
}

bool is_apostrophe(std::int32_t code) { return code == 0x2018 || code == 0x2019 || code == 0x2BC; }

void append_plain(std::string_view original, std::string& out) {
    const auto piece = seen_of(original);
    if (piece.empty()) return;
    const auto first = first_character(piece);
    if (first.is_ascii() || first.code < 0 || first.bytes < piece.size())
        append_folded(piece, out);
    else if (is_blank(first))
        out += ' ';
    else if (is_dash(first.code))
        out += '-';
    else if (is_apostrophe(first.code))
        out += '\'';
    else
        append_folded(piece, out);
}

/// Calls `plain` with each character that stands for itself, in lower case, and `piece` with each
/// other run and its place.
template <class Plain, class Piece>
void walk(std::string_view text, const Plain& plain, const Piece& piece) {
    for (std::size_t at = 0; at < text.size();) {
        if (stands_for_itself(text, at)) {
            plain(to_lower(text[at++]));
            continue;
        }
        const auto run = text.substr(at, piece_length(text.substr(at)));
        piece(run, at);
        at += run.size();
    }
}

}  // namespace

std::string folded(std::string_view text) {
    if (is_ascii(text)) return lower_case(text);
    std::string out;
    out.reserve(text.size());
    walk(
        text, [&](char c) { out += c; },
        [&](std::string_view piece, std::size_t) { append_folded(piece, out); });
    return out;
}

FoldedText::FoldedText(std::string_view original) {
    text_.reserve(original.size());
    const auto add_piece = [&](std::string_view piece, std::size_t at) {
        const auto here = static_cast<std::uint32_t>(text_.size());
        append_plain(piece, text_);
        // A character that is still one of its size is read byte by byte as well.
        const auto made = std::string_view{text_}.substr(here);
        if (made.size() == piece.size() && first_character(made).bytes == made.size()) return;
        add_step({here, static_cast<std::uint32_t>(at), true});
        add_step({static_cast<std::uint32_t>(text_.size()),
                  static_cast<std::uint32_t>(at + piece.size()), false});
    };
    walk(
        original, [&](char c) { text_ += c; }, add_piece);
}

void FoldedText::add_step(Step step) {
    const auto& last = steps_.back();
    if (last.at == step.at && last.in_original == step.in_original)
        steps_.back() = step;
    else
        steps_.push_back(step);
}

std::size_t FoldedText::start_in_original(std::size_t from) const {
    const auto step = std::ranges::upper_bound(steps_, from, {}, &Step::at) - 1;
    return step->is_whole ? step->in_original : step->in_original + (from - step->at);
}

std::size_t FoldedText::end_in_original(std::size_t to) const {
    if (to == 0) return 0;
    const auto next = std::ranges::lower_bound(steps_, to, {}, &Step::at);
    const auto& step = *(next - 1);
    return step.is_whole ? next->in_original : step.in_original + (to - step.at);
}

}  // namespace ontos
