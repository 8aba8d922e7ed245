// What an endpoint may be called, and what it is called when nobody says.
#include "deploy/endpoints/endpoint_names.hpp"

#include <algorithm>

#include "platform/base/ids.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

std::string cleaned(std::string_view text, NameCase name_case) {
    std::string out;
    for (const char raw : text) {
        const char c = name_case == NameCase::lower ? to_lower(raw) : raw;
        if (is_alphanumeric(c) || (c == '_' && name_case == NameCase::kept))
            out += c;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    return out;
}

void trim(std::string& text) {
    while (!text.empty() && !is_alphanumeric(text.back())) text.pop_back();
    const auto start = std::ranges::find_if(text, is_alphanumeric);
    text.erase(text.begin(), start);
}

}  // namespace

bool is_endpoint_name(std::string_view name) {
    if (name.empty() || name.size() > endpoint_name_max) return false;
    if (!is_alphanumeric(name.front()) || !is_alphanumeric(name.back())) return false;
    const bool all_allowed = std::ranges::all_of(
        name, [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
    return all_allowed && !is_uuid(name);
}

std::string name_of_parts(std::string_view base, std::string_view suffix, NameCase name_case) {
    auto tail = std::string{suffix.substr(0, 1)} + cleaned(suffix.substr(1), name_case);
    if (tail.size() > endpoint_name_max / 2) tail.resize(endpoint_name_max / 2);
    while (!tail.empty() && !is_alphanumeric(tail.back())) tail.pop_back();
    auto head = cleaned(base, name_case);
    trim(head);
    if (head.size() + tail.size() > endpoint_name_max) head.resize(endpoint_name_max - tail.size());
    trim(head);
    return (head.empty() ? "model" : head) + tail;
}

std::string default_endpoint_name(std::string_view model_name, std::string_view version) {
    return name_of_parts(model_name.substr(model_name.rfind('.') + 1), "-v" + std::string{version},
                         NameCase::lower);
}

}  // namespace ontos
