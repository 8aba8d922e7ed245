// JSON that is committed and read by people.
#include "app/pretty_json.hpp"

#include <boost/json.hpp>

#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

namespace json = boost::json;

void append(std::string& out, const json::value& value, std::size_t depth);

/// `[` items `]`, each item on a line of its own.
void append_lines(std::string& out, char open, char close, std::size_t count, std::size_t depth,
                  const auto& append_item) {
    out += open;
    for (std::size_t i = 0; i < count; ++i) {
        out += i == 0 ? "\n" : ",\n";
        out.append(2 * (depth + 1), ' ');
        append_item(i);
    }
    if (count > 0) {
        out += '\n';
        out.append(2 * depth, ' ');
    }
    out += close;
}

void append(std::string& out, const json::value& value, std::size_t depth) {
    if (const auto* list = value.if_array()) {
        append_lines(out, '[', ']', list->size(), depth,
                     [&](std::size_t i) { append(out, (*list)[i], depth + 1); });
    } else if (const auto* object = value.if_object()) {
        auto member = object->begin();
        append_lines(out, '{', '}', object->size(), depth, [&](std::size_t) {
            out += json::serialize(json::string_view{member->key()}) + ": ";
            append(out, member->value(), depth + 1);
            ++member;
        });
    } else {
        out += api::to_json_text(value);
    }
}

}  // namespace

std::string pretty_json(const json::value& value) {
    std::string out;
    append(out, value, 0);
    return out + '\n';
}

}  // namespace ontos
