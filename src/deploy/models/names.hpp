#pragma once
// How models, aliases and tags may be called.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ontos {

/// catalog.schema.model, each part as Unity Catalog allows at most 255 characters.
inline constexpr std::string_view three_part_name =
    R"(^[A-Za-z0-9_-]{1,255}\.[A-Za-z0-9_-]{1,255}\.[A-Za-z0-9_-]{1,255}$)";
inline constexpr double full_name_length_max = 767;

inline constexpr std::string_view alias_pattern = "^[A-Za-z0-9_-]+$";
inline constexpr double alias_length_max = 256;

/// A number from 1 on, without leading zeros.
inline constexpr std::string_view version_pattern = "^[1-9][0-9]{0,17}$";
/// The whole text as such a number, or one that no version has; nullopt for any other text.
std::optional<std::int64_t> version_number(std::string_view text);

inline constexpr std::string_view run_id_pattern = "^[A-Za-z0-9_-]*$";
inline constexpr double run_id_length_max = 256;
bool is_run_id(std::string_view text);

inline constexpr double description_length_max = 10'000;
inline constexpr double tags_max = 50;

struct ModelName {
    std::string catalog_name, schema_name, name;
};
/// A name alone is one of main.default.
std::string full_model_name(const std::string& name);
/// Of a text that has the pattern above.
ModelName split_full_name(const std::string& full_name);

/// For names that did not come through a route. Throws Failure{invalid}.
void require_full_name(const std::string& full_name);

/// Throws Failure{invalid} for `latest` and for what reads as a version ("v3", "3"), in any case.
void require_alias(const std::string& alias);

using Tags = std::map<std::string, std::string>;

/// Keys of 1 to 250 bytes, values of at most 5,000. Throws Failure{invalid} with all violations.
void require_tags(const Tags& tags);

}  // namespace ontos
