#pragma once
// JSON Schema, compiled once to a tree and then used to check: the document cannot lie.

#include <boost/json.hpp>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/api/url_text.hpp"
#include "platform/base/failure.hpp"

namespace re2 {
class RE2;
}

namespace ontos::api {

/// What a reference to a schema with a name starts with.
inline constexpr std::string_view components_prefix = "#/components/schemas/";

namespace json = boost::json;

/// One schema, ready to check with. Constant after compilation; owned by a Schemas.
struct Schema {
    enum Type : unsigned {
        null = 1,
        boolean = 2,
        integer = 4,
        number = 8,
        string = 16,
        array = 32,
        object = 64,
        any = 127
    };
    enum class Format { none, int32, int64, date_time, moment, binary };
    enum class Unknown { allowed, refused, checked };

    unsigned types = any;
    /// `$ref`, or the branch of `anyOf` that is not null: what to check instead.
    const Schema* instead = nullptr;
    Format format = Format::none;
    std::vector<std::string> names;  ///< of an enum; empty: any
    std::optional<double> minimum, maximum;
    std::size_t min_length = 0, max_length = std::numeric_limits<std::size_t>::max();
    std::size_t min_items = 0, max_items = std::numeric_limits<std::size_t>::max();
    std::size_t max_properties = std::numeric_limits<std::size_t>::max();
    std::shared_ptr<const re2::RE2> pattern;
    const Schema* items = nullptr;
    std::map<std::string, const Schema*, std::less<>> properties;
    std::vector<std::string> required;
    Unknown unknown = Unknown::allowed;
    const Schema* additional = nullptr;  ///< what unknown members must be, if `checked`
};

/// Compiles schemas and keeps them. Constant after the last compile; then thread safe.
class Schemas {
public:
    /// References lead to `components`. Throws std::logic_error for a keyword that the checker does
    /// not enforce: such a document would lie.
    const Schema* compile(const json::object& schema, const json::object& components);

private:
    void add_keyword(Schema& node, std::string_view keyword, const json::value& bound,
                     const json::object& components);
    const Schema* referenced(std::string_view pointer, const json::object& components);

    std::deque<Schema> nodes_;
    std::map<std::string, const Schema*, std::less<>> by_reference_;
};

/// Broken rules, at most `max`: more would help nobody and cost memory.
class Violations {
public:
    static constexpr std::size_t max = 100;

    void add(std::string where, std::string what);
    bool full() const { return list_.size() >= max; }
    bool empty() const { return list_.empty(); }
    std::vector<Violation> take() && { return std::move(list_); }

private:
    std::vector<Violation> list_;
};

/// Adds every rule of the schema that the value breaks. `root` is the first part of `where`:
/// "body" makes "/body/threshold".
void check_value(const Schema& schema, const json::value& value, std::string_view root,
                 Violations& out);

/// The type that a text from a URL is to have by its schema: a number, a boolean, JSON for objects.
/// A text that cannot be converted stays a text, which `check_value` then refuses.
json::value typed_text(const Schema& schema, std::string_view text);

/// An object of texts by their names. Repeated names fill lists; for others, and for names that
/// the schema refuses, a violation is added. Unknown names are left out where they are allowed.
json::object typed_members(const Schema& schema, const NamedTexts& texts, std::string_view root,
                           Violations& out);

/// `schema` made to refuse unknown members, at every depth: referenced objects are filed again as
/// `<Name>Input`.
json::object closed(json::object schema, json::object& components);

}  // namespace ontos::api
