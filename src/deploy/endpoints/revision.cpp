// What one revision of an endpoint serves: entities, their sizes and variables, traffic,
// guardrails.
#include "deploy/endpoints/revision.hpp"

#include <algorithm>

#include "deploy/endpoints/endpoint_names.hpp"
#include "platform/base/hash.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

namespace json = api::json;

constexpr std::size_t entities_max = 10, sticky_by_max = 256;

/// A value as it is, and as it may be shown.
struct Shown {
    const json::value* real = nullptr;
    const json::value* masked = nullptr;

    Shown member(std::string_view name) const {
        if (!real || !real->is_object() || !real->as_object().contains(name)) return {};
        return {&real->as_object().at(name), &masked->as_object().at(name)};
    }
    Shown item(std::size_t index) const {
        if (!real || !real->is_array() || index >= real->as_array().size()) return {};
        return {&real->as_array()[index], &masked->as_array()[index]};
    }
    json::value value() const { return masked ? *masked : json::value(nullptr); }
};

void compare(const std::string& path, Shown before, Shown after, std::vector<Difference>& out) {
    if (before.real && after.real) {
        if (*before.real == *after.real) return;
        if (before.real->is_object() && after.real->is_object()) {
            for (const auto& member : before.real->as_object())
                compare(path + '/' + json_pointer_segment(member.key()),
                        before.member(member.key()), after.member(member.key()), out);
            for (const auto& member : after.real->as_object())
                if (!before.real->as_object().contains(member.key()))
                    compare(path + '/' + json_pointer_segment(member.key()), {},
                            after.member(member.key()), out);
            return;
        }
        if (before.real->is_array() && after.real->is_array()) {
            const auto count =
                std::max(before.real->as_array().size(), after.real->as_array().size());
            for (std::size_t i = 0; i < count; ++i)
                compare(path + '/' + std::to_string(i), before.item(i), after.item(i), out);
            return;
        }
    }
    out.push_back({path, before.value(), after.value()});
}

void check_traffic(const RevisionConfig& config, std::vector<Violation>& out) {
    int sum = 0;
    for (std::size_t i = 0; i < config.traffic.size(); ++i) {
        const auto& share = config.traffic[i];
        const auto where = "/body/traffic/" + std::to_string(i);
        sum += share.traffic_percentage;
        if (!config.find(share.served_entity_name))
            out.push_back({where + "/served_entity_name", "must name a served entity"});
        for (std::size_t before = 0; before < i; ++before)
            if (config.traffic[before].served_entity_name == share.served_entity_name)
                out.push_back({where + "/served_entity_name", "must be named once"});
    }
    if (sum != 100)
        out.push_back({"/body/traffic", "must sum to 100 percent, found " + std::to_string(sum)});
}

}  // namespace

const ServedEntity* RevisionConfig::find(std::string_view name) const {
    const auto found = std::ranges::find(served_entities, name, &ServedEntity::name);
    return found == served_entities.end() ? nullptr : &*found;
}

int RevisionConfig::share_of(std::string_view name) const {
    const auto found = std::ranges::find(traffic, name, &TrafficShare::served_entity_name);
    return found == traffic.end() ? 0 : found->traffic_percentage;
}

const ServedEntity& RevisionConfig::primary() const {
    check(!served_entities.empty(), "a revision serves something");
    return *std::ranges::max_element(served_entities, {},
                                     [this](const auto& entity) { return share_of(entity.name); });
}

RevisionConfig single_entity(ServedEntity entity) {
    RevisionConfig config;
    config.traffic = {{entity.name, 100}};
    config.served_entities = {std::move(entity)};
    return config;
}

std::string canonical_json(const RevisionConfig& config) {
    return json::serialize(api::to_json(config));
}

std::string content_hash(std::string_view salt, const RevisionConfig& config) {
    return sha256_hex(std::string{salt} + '\n' + canonical_json(config));
}

RevisionConfig masked(RevisionConfig config) {
    for (auto& entity : config.served_entities)
        entity.environment_vars = masked(entity.environment_vars);
    return config;
}

std::string default_entity_name(std::string_view model_name, std::string_view version) {
    return name_of_parts(model_name.substr(model_name.rfind('.') + 1), '-' + std::string{version},
                         NameCase::kept);
}

std::vector<Violation> check_config(const RevisionConfig& config) {
    std::vector<Violation> out;
    const auto& entities = config.served_entities;
    if (entities.empty() || entities.size() > entities_max)
        out.push_back({"/body/served_entities", "must have 1 to 10 entities"});
    for (std::size_t i = 0; i < entities.size() && i < entities_max; ++i) {
        const auto where = "/body/served_entities/" + std::to_string(i);
        if (!is_endpoint_name(entities[i].name))
            out.push_back({where + "/name", std::string{endpoint_name_rule}});
        for (std::size_t before = 0; before < i; ++before)
            if (same_ignoring_case(entities[before].name, entities[i].name))
                out.push_back({where + "/name", "must be unique on the endpoint"});
        std::ranges::move(
            check_environment(entities[i].environment_vars, where + "/environment_vars"),
            std::back_inserter(out));
    }
    check_traffic(config, out);
    if (config.sticky_by.size() > sticky_by_max)
        out.push_back({"/body/sticky_by", "must be at most 256 characters long"});
    return out;
}

std::vector<Difference> diff(const RevisionConfig& before, const RevisionConfig& after) {
    const auto before_real = api::to_json(before), after_real = api::to_json(after);
    const auto before_shown = api::to_json(masked(before)),
               after_shown = api::to_json(masked(after));
    std::vector<Difference> out;
    compare("", {&before_real, &before_shown}, {&after_real, &after_shown}, out);
    return out;
}

}  // namespace ontos
