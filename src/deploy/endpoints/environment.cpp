// Variables of a served entity: their rules, references to secrets, and what may be shown.
#include "deploy/endpoints/environment.hpp"

#include <algorithm>

#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr std::size_t variables_max = 64, name_max = 128, value_max = 4096;

bool is_segment(std::string_view text) {
    return !text.empty() && text.size() <= name_max && std::ranges::all_of(text, [](char c) {
        return is_alphanumeric(c) || c == '_' || c == '-' || c == '.';
    });
}

bool is_variable_name(std::string_view text) {
    return !text.empty() && text.size() <= name_max && !is_digit(text[0]) &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '_'; });
}

}  // namespace

bool is_secret_reference(std::string_view value) {
    constexpr std::string_view open = "{{secrets/", close = "}}";
    if (!value.starts_with(open) || !value.ends_with(close)) return false;
    if (value.size() < open.size() + close.size()) return false;
    const auto inside = value.substr(open.size(), value.size() - open.size() - close.size());
    const auto slash = inside.find('/');
    return slash != inside.npos && is_segment(inside.substr(0, slash)) &&
           is_segment(inside.substr(slash + 1));
}

Environment masked(const Environment& variables) {
    Environment out = variables;
    for (auto& [name, value] : out)
        if (!is_secret_reference(value)) value = masked_value;
    return out;
}

std::vector<Violation> check_environment(const Environment& variables, const std::string& where) {
    std::vector<Violation> out;
    if (variables.size() > variables_max) out.push_back({where, "must have at most 64 variables"});
    for (const auto& [name, value] : variables) {
        const auto place = where + '/' + json_pointer_segment(shortened(name));
        if (!is_variable_name(name))
            out.push_back({place,
                           "must have a name of letters, digits and _ that does not start "
                           "with a digit, at most 128 characters"});
        if (value.size() > value_max) out.push_back({place, "must be at most 4096 bytes long"});
        if (value.find("{{") != value.npos && !is_secret_reference(value))
            out.push_back({place, "must be exactly {{secrets/scope/key}} to refer to a secret"});
        if (out.size() >= 20) break;
    }
    return out;
}

std::vector<Violation> unmask(Environment& variables, const Environment& before,
                              const std::string& where) {
    std::vector<Violation> out;
    for (auto& [name, value] : variables) {
        if (value != masked_value) continue;
        if (const auto known = before.find(name); known != before.end())
            value = known->second;
        else
            out.push_back({where + '/' + name, "must be the value itself: it is only a mask"});
    }
    return out;
}

}  // namespace ontos
