// JSON text from outside to a value.
#include "platform/api/json_text.hpp"

#include <fmt/format.h>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <limits>
#include <optional>
#include <unordered_set>
#include <vector>

#include "platform/api/url_text.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos::api {
namespace {

namespace json = boost::json;
using Error = boost::system::error_code;

/// Builds the value, and remembers the names of each open object, because Boost's own parser
/// silently keeps the last of two members with one name.
struct Builder {
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    json::value_stack stack;
    std::vector<std::unordered_set<std::string>> open_objects;
    std::string key;
    std::optional<std::string> repeated;

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) {
        open_objects.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t size, Error&) {
        open_objects.pop_back();
        stack.push_object(size);
        return true;
    }
    bool on_array_begin(Error&) { return true; }
    bool on_array_end(std::size_t size, Error&) {
        stack.push_array(size);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, Error&) {
        key += part;
        stack.push_chars(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t, Error& error) {
        key += part;
        if (!open_objects.back().insert(key).second) {
            repeated = key;
            error = json::error::syntax;
            return false;
        }
        key.clear();
        stack.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, Error&) {
        stack.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t, Error&) {
        stack.push_string(part);
        return true;
    }
    bool on_number_part(json::string_view, Error&) { return true; }
    bool on_int64(std::int64_t value, json::string_view, Error&) {
        stack.push_int64(value);
        return true;
    }
    bool on_uint64(std::uint64_t value, json::string_view, Error&) {
        stack.push_uint64(value);
        return true;
    }
    bool on_double(double value, json::string_view, Error&) {
        stack.push_double(value);
        return true;
    }
    bool on_bool(bool value, Error&) {
        stack.push_bool(value);
        return true;
    }
    bool on_null(Error&) {
        stack.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, Error&) { return true; }
    bool on_comment(json::string_view, Error&) { return true; }
};

/// Of an escape at `at`; 0 if there is none.
unsigned escaped_unit(std::string_view text, std::size_t at) {
    unsigned unit = 0;
    const auto digits =
        text.size() >= at + 6 && text.substr(at, 2) == "\\u" ? text.data() + at + 2 : nullptr;
    if (digits == nullptr) return 0;
    const auto [end, error] = std::from_chars(digits, digits + 4, unit, 16);
    return error == std::errc{} && end == digits + 4 ? unit : 0;
}

/// Half pairs are written as NUL instead.
std::string without_half_pairs(std::string text) {
    const auto is_lead = [](unsigned unit) { return unit >= 0xD800 && unit < 0xDC00; };
    const auto is_trail = [](unsigned unit) { return unit >= 0xDC00 && unit < 0xE000; };
    for (auto at = text.find('\\'); at < text.size(); at = text.find('\\', at)) {
        const auto unit = escaped_unit(text, at);
        if (is_lead(unit) && is_trail(escaped_unit(text, at + 6))) {
            at += 12;
        } else {
            if (is_lead(unit) || is_trail(unit)) text.replace(at, 6, "\\u0000");
            at += 2;
        }
    }
    return text;
}

/// The texts in a value that have NUL.
void find_nul(const json::value& value, const std::string& where, std::vector<Violation>& found) {
    constexpr std::size_t found_max = 100;
    if (found.size() >= found_max) return;
    if (const auto* text = value.if_string(); text && text->find('\0') != text->npos)
        found.push_back({where, "must not have NUL or half of a surrogate pair"});
    if (const auto* list = value.if_array())
        for (std::size_t i = 0; i < list->size(); ++i)
            find_nul((*list)[i], fmt::format("{}/{}", where, i), found);
    if (const auto* object = value.if_object())
        for (const auto& [name, member] : *object)
            find_nul(member, where + '/' + json_pointer_segment(shortened(name)), found);
}

/// Where the text is JSON but for halves of surrogate pairs; empty if it is not.
std::vector<Violation> half_pairs_in(std::string_view text, const json::parse_options& options) {
    std::vector<Violation> found;
    const auto whole = without_half_pairs(std::string{text});
    if (whole == text) return found;
    Error error;
    const auto value = json::parse(whole, error, {}, options);
    if (!error) find_nul(value, "/body", found);
    return found;
}

}  // namespace

json::value parse_json(std::string_view text, int depth_max) {
    json::parse_options options;
    options.max_depth = static_cast<std::size_t>(depth_max);
    json::basic_parser<Builder> parser{options};
    parser.handler().stack.reset();
    Error error;
    auto read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && read < text.size()) error = json::error::extra_data;
    if (!error) return parser.handler().stack.release();
    if (const auto& repeated = parser.handler().repeated)
        throw Failure{FailureKind::invalid,
                      fmt::format("The body names the member \"{}\" twice in one object.",
                                  shortened(*repeated))}
            .code("repeated_member");
    if (error == json::error::too_deep)
        throw Failure{FailureKind::invalid,
                      fmt::format("The body is nested deeper than {} levels.", depth_max)}
            .code("too_deep");
    if (auto broken = half_pairs_in(text, options); !broken.empty())
        throw broken_rules(std::move(broken)).code("not_json");
    const auto problem = is_utf8(text) ? error.message() : "it is not UTF-8";
    throw Failure{FailureKind::invalid,
                  fmt::format("The body is not JSON: {} near byte {}.", problem, read)}
        .code("not_json");
}

}  // namespace ontos::api
