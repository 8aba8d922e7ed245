// A value as JSON text, with numbers as people write them.
#include "platform/api/json_write.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <cmath>

namespace ontos::api {
namespace {

namespace json = boost::json;

void append_number(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    char text[32];
    out.append(text, std::to_chars(text, text + sizeof text, number).ptr);
}

void append(std::string& out, const json::value& value) {
    if (const auto* list = value.if_array()) {
        out += '[';
        for (const auto& item : *list) {
            if (&item != list->data()) out += ',';
            append(out, item);
        }
        out += ']';
    } else if (const auto* object = value.if_object()) {
        out += '{';
        for (auto member = object->begin(); member != object->end(); ++member) {
            if (member != object->begin()) out += ',';
            out += json::serialize(member->key());
            out += ':';
            append(out, member->value());
        }
        out += '}';
    } else if (const auto* number = value.if_double()) {
        append_number(out, *number);
    } else {
        out += json::serialize(value);
    }
}

}  // namespace

std::string to_json_text(const json::value& value) {
    std::string out;
    append(out, value);
    return out;
}

}  // namespace ontos::api
