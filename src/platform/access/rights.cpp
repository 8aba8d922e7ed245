// What a caller may do, as text: "deploy:write,monitor:read,query".
#include <fmt/format.h>

#include <optional>

#include "platform/access/access.hpp"
#include "platform/base/text.hpp"

namespace ontos::access {
namespace {

constexpr std::array<std::string_view, 3> stage_names{"deploy", "monitor", "improve"};
constexpr std::array<std::string_view, 4> level_names{"none", "read", "write", "admin"};

std::optional<std::size_t> index_of(std::span<const std::string_view> names,
                                    std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

std::string_view trimmed(std::string_view text) {
    const auto start = text.find_first_not_of(' ');
    if (start == text.npos) return {};
    return text.substr(start, text.find_last_not_of(' ') - start + 1);
}

[[noreturn]] void refuse(std::string_view word) {
    throw Failure{FailureKind::invalid,
                  fmt::format("\"{}\" is no right: rights are \"query\" and, once per stage, "
                              "stage:level with stage deploy, monitor or improve and level none, "
                              "read, write or admin, separated by commas.",
                              shortened(word))}
        .code("invalid_rights");
}

}  // namespace

api::Caller caller_with(std::string name, api::CallerKind kind, std::string_view rights) {
    api::Caller caller{.name = std::move(name), .kind = kind, .levels = {}, .can_query = false};
    std::array<bool, stage_names.size()> is_named{};
    while (!trimmed(rights).empty()) {
        const auto comma = std::min(rights.find(','), rights.size());
        const auto word = trimmed(rights.substr(0, comma));
        rights.remove_prefix(std::min(comma + 1, rights.size()));
        if (word == "query") {
            caller.can_query = true;
            continue;
        }
        const auto colon = std::min(word.find(':'), word.size());
        const auto stage = index_of(stage_names, word.substr(0, colon));
        const auto level = index_of(level_names, word.substr(std::min(colon + 1, word.size())));
        if (!stage || !level || std::exchange(is_named[*stage], true)) refuse(word);
        caller.levels[*stage] = static_cast<api::Level>(*level);
    }
    return caller;
}

std::vector<std::string> rights_of(const api::Caller& caller) {
    std::vector<std::string> rights;
    for (std::size_t stage = 0; stage < stage_names.size(); ++stage)
        if (caller.levels[stage] != api::Level::none)
            rights.push_back(
                fmt::format("{}:{}", stage_names[stage],
                            level_names[static_cast<std::size_t>(caller.levels[stage])]));
    if (caller.can_query) rights.emplace_back("query");
    return rights;
}

}  // namespace ontos::access
