// How models, aliases and tags may be called.
#include "deploy/models/names.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr std::size_t part_length_max = 255;
constexpr std::size_t tag_key_bytes_max = 250;
constexpr std::size_t tag_value_bytes_max = 5000;

constexpr bool is_name_character(char c) { return is_alphanumeric(c) || c == '_' || c == '-'; }

bool is_part(std::string_view part) {
    return !part.empty() && part.size() <= part_length_max &&
           std::ranges::all_of(part, is_name_character);
}

/// "3" and "v3".
bool reads_as_version(std::string_view alias) {
    if (!alias.empty() && to_lower(alias.front()) == 'v') alias.remove_prefix(1);
    return !alias.empty() && std::ranges::all_of(alias, is_digit);
}

}  // namespace

std::optional<std::int64_t> version_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string full_model_name(const std::string& name) {
    return name.find('.') == name.npos ? "main.default." + name : name;
}

bool is_run_id(std::string_view text) {
    return text.size() <= static_cast<std::size_t>(run_id_length_max) &&
           std::ranges::all_of(text, is_name_character);
}

ModelName split_full_name(const std::string& full_name) {
    const auto first = full_name.find('.');
    const auto second = full_name.find('.', first + 1);
    check(first != full_name.npos && second != full_name.npos, "a model's name has three parts");
    return {full_name.substr(0, first), full_name.substr(first + 1, second - first - 1),
            full_name.substr(second + 1)};
}

void require_full_name(const std::string& full_name) {
    if (std::ranges::count(full_name, '.') == 2) {
        const auto [catalog_name, schema_name, name] = split_full_name(full_name);
        if (is_part(catalog_name) && is_part(schema_name) && is_part(name)) return;
    }
    throw Failure{FailureKind::invalid,
                  "a model's name must be catalog.schema.model, each of 1 to 255 letters, digits, "
                  "_ and -; found " +
                      full_name};
}

void require_alias(const std::string& alias) {
    if (!same_ignoring_case(alias, "latest") && !reads_as_version(alias)) return;
    const std::string rule = "must not be `latest`, a number, or v and a number";
    throw Failure{FailureKind::invalid, "alias: " + rule + "; found " + alias}.violations(
        {{"/path/alias", rule}});
}

void require_tags(const Tags& tags) {
    std::vector<Violation> violations;
    for (const auto& [key, value] : tags) {
        const auto where = "/body/tags/" + json_pointer_segment(shortened(key));
        if (key.empty() || key.size() > tag_key_bytes_max)
            violations.push_back({where, "keys must have 1 to 250 bytes"});
        if (value.size() > tag_value_bytes_max)
            violations.push_back({where, "values must have at most 5,000 bytes"});
    }
    if (violations.empty()) return;
    auto message = "tags: " + violations.front().what;
    throw Failure{FailureKind::invalid, std::move(message)}.violations(std::move(violations));
}

}  // namespace ontos
