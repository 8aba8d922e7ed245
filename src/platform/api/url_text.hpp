#pragma once
// Texts as URLs carry them.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ontos::api {

enum class Plus { is_plus, is_space };

/// Nothing if an escape is broken, or what it gives is not UTF-8 or holds NUL.
std::optional<std::string> percent_decoded(std::string_view text, Plus plus);

/// What may stand in a URL as one value: everything but letters, digits and -._~ is escaped.
std::string percent_encoded(std::string_view text);

/// Names and their texts, in the order of the request; names may repeat.
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// The name=value pairs of a query, in order. Nothing if one of them cannot be decoded.
std::optional<NamedTexts> parse_query(std::string_view query);

}  // namespace ontos::api
