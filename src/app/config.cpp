// Every setting of the server: where its value comes from, and whether it is right.
#include "app/config.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include <toml++/toml.h>

#include "platform/api/schema.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

namespace json = boost::json;
using api::Field;

constexpr auto fields = Config::fields();

std::string replaced(std::string_view text, char from, char to) {
    std::string out{text};
    std::ranges::replace(out, from, to);
    return out;
}

std::vector<std::string> member_names() {
    std::vector<std::string> names;
    for (const auto& field : fields) names.emplace_back(field.name);
    return names;
}

bool is_member(std::string_view name) {
    return std::ranges::any_of(fields, [&](const Field& field) { return field.name == name; });
}

json::object schema_of(const Field& field) {
    json::object components;
    return field.type->schema(components);
}

std::vector<std::string> split_at_commas(const std::vector<std::string>& texts) {
    std::vector<std::string> out;
    for (const auto& text : texts)
        for (std::size_t at = 0; at <= text.size();) {
            const auto comma = std::min(text.find(',', at), text.size());
            if (comma > at) out.push_back(text.substr(at, comma - at));
            at = comma + 1;
        }
    return out;
}

/// Texts as the type that the setting has; what cannot be typed stays text and fails the check.
json::value typed(const Field& field, const std::vector<std::string>& texts) {
    const auto schema = schema_of(field);
    const auto& type = schema.at("type").as_string();
    if (type == "array") {
        json::array list;
        for (const auto& text : split_at_commas(texts)) list.emplace_back(text);
        return list;
    }
    const auto& text = texts.back();
    if (type == "string") return json::value(text);
    if (type == "boolean" && (text == "1" || text.empty())) return true;
    if (type == "boolean" && text == "0") return false;
    boost::system::error_code error;
    auto value = json::parse(text, error);
    return error ? json::value(text) : value;
}

json::value from_toml(const toml::node& node, const std::string& key) {
    if (const auto text = node.value_exact<std::string>()) return json::value(*text);
    if (const auto flag = node.value_exact<bool>()) return *flag;
    if (const auto integer = node.value_exact<std::int64_t>()) return *integer;
    if (const auto number = node.value_exact<double>()) return *number;
    if (const auto* list = node.as_array()) {
        json::array out;
        for (const auto& item : *list) out.push_back(from_toml(item, key));
        return out;
    }
    if (const auto* table = node.as_table()) {
        json::object out;
        for (const auto& [name, item] : *table)
            out[name.str()] = from_toml(item, key + '.' + std::string{name.str()});
        return out;
    }
    throw Failure{FailureKind::invalid, "The configuration file's key " + key +
                                            " is neither text, number, boolean, list nor table."};
}

Failure unknown_name(const std::string& where, std::string_view name) {
    const auto names = member_names();
    const auto near = nearest_name(name, names);
    Failure failure{FailureKind::invalid, where + " is not a setting."};
    return near.empty() ? std::move(failure).hint("`ontos serve --help` lists the settings.")
                        : std::move(failure).hint("Did you mean " + std::string{near} + '?');
}

json::object read_file(const std::string& path) {
    if (path.empty()) return {};
    try {
        json::object out;
        for (const auto& [key, node] : toml::parse_file(path)) {
            const std::string name{key.str()};
            if (!is_member(name)) throw unknown_name(path + ": " + name, name);
            out[name] = from_toml(node, name);
        }
        return out;
    } catch (const toml::parse_error& error) {
        throw Failure{FailureKind::invalid,
                      fmt::format("The configuration file {} cannot be read: {} (line {}).", path,
                                  error.description(), error.source().begin.line)};
    }
}

struct Values {
    json::object values;
    std::map<std::string, ConfigSource> sources;

    void set(const Field& field, json::value value, ConfigSource source) {
        values[field.name] = std::move(value);
        sources[std::string{field.name}] = source;
    }
};

/// How a user wrote a setting: for messages.
std::string written(std::string_view name, ConfigSource source) {
    if (source == ConfigSource::flag) return flag_of(name);
    std::string upper = "ONTOS_";
    for (const char c : name) upper += to_upper(c);
    if (source == ConfigSource::environment) return upper;
    return std::string{name};
}

void require_valid(const Values& values) {
    json::object components;
    const Config initial;
    const auto schema = api::object_schema(fields, components, &initial);
    api::Schemas schemas;
    api::Violations broken;
    api::check_value(*schemas.compile(schema, components), values.values, "config", broken);
    if (broken.empty()) return;
    auto violations = std::move(broken).take();
    constexpr auto root = std::string_view{"/config/"}.size();
    std::string message;
    for (auto& violation : violations) {
        const auto path = violation.where.substr(std::min(root, violation.where.size()));
        const auto name = path.substr(0, path.find('/'));
        const auto source = values.sources.find(name);
        if (source != values.sources.end())
            violation.where = written(name, source->second) + path.substr(name.size());
        message += (message.empty() ? "" : "; ") + violation.where + ' ' + violation.what;
    }
    throw Failure{FailureKind::invalid, "The configuration is wrong: " + message + '.'}.violations(
        std::move(violations));
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string masked(std::string_view name, const std::string& text) {
    if (name == "smtp_password") return text.empty() ? text : "****";
    if (name != "database") return text;
    const auto scheme = text.find("://");
    const auto at = text.find('@');
    const auto colon = text.find(':', scheme == text.npos ? 0 : scheme + 3);
    if (scheme == text.npos || at == text.npos || colon == text.npos || colon > at) return text;
    return text.substr(0, colon + 1) + "****" + text.substr(at);
}

std::string_view source_text(ConfigSource source) {
    switch (source) {
        case ConfigSource::default_:
            return "default";
        case ConfigSource::file:
            return "file";
        case ConfigSource::environment:
            return "environment";
        case ConfigSource::flag:
            return "flag";
    }
    return "default";
}

}  // namespace

std::string flag_of(std::string_view member) { return "--" + replaced(member, '_', '-'); }

LoadedConfig load_config(const ConfigTexts& flags, const ConfigTexts& environment,
                         const std::string& file) {
    const auto from_file = read_file(file);
    Values values;
    for (const auto& field : fields) {
        const std::string name{field.name};
        if (const auto flag = flags.find(name); flag != flags.end())
            values.set(field, typed(field, flag->second), ConfigSource::flag);
        else if (const auto env = environment.find(name); env != environment.end())
            values.set(field, typed(field, env->second), ConfigSource::environment);
        else if (const auto* value = from_file.if_contains(name))
            values.set(field, *value, ConfigSource::file);
    }
    require_valid(values);
    LoadedConfig loaded{api::Codec<Config>::read(values.values), std::move(values.sources)};
    for (const auto& field : fields)
        loaded.sources.try_emplace(std::string{field.name}, ConfigSource::default_);
    return loaded;
}

ConfigTexts config_environment(const char* const* variables) {
    constexpr std::string_view prefix = "ONTOS_";
    ConfigTexts texts;
    for (; *variables; ++variables) {
        const std::string_view variable{*variables};
        const auto equals = variable.find('=');
        if (!variable.starts_with(prefix) || equals == variable.npos) continue;
        const auto upper = variable.substr(prefix.size(), equals - prefix.size());
        const auto name = lower_case(upper);
        if (name == "server" || name == "api_key" || name == "config" || name.starts_with("test_"))
            continue;
        if (!is_member(name)) throw unknown_name("The variable ONTOS_" + std::string{upper}, name);
        texts[name] = {std::string{variable.substr(equals + 1)}};
    }
    return texts;
}

std::string show_config(const LoadedConfig& loaded) {
    const auto values = api::to_json(loaded.config);
    std::string out = fmt::format("{:<24} {:<11} {}\n", "SETTING", "SOURCE", "VALUE");
    for (const auto& field : fields) {
        const std::string name{field.name};
        const auto& value = values.at(field.name);
        const auto text = value.is_string() ? masked(name, std::string{value.as_string()})
                                            : json::serialize(value);
        out += fmt::format("{:<24} {:<11} {}\n", name, source_text(loaded.sources.at(name)), text);
    }
    return out;
}

void require_safe(const Config& config) {
    if (!config.smtp_url.empty() && config.smtp_from.empty())
        throw Failure{FailureKind::invalid, "smtp_url is set, but not smtp_from: who sends mails?"}
            .hint("Set smtp_from to the address that mails come from.");
    for (const auto& [name, trainer] : config.trainers) {
        if (!trainer.command.front().starts_with('/'))
            throw Failure{FailureKind::invalid, "trainers/" + name +
                                                    "/command/0 is no absolute path: \"" +
                                                    trainer.command.front() + "\"."}
                .hint("No shell and no PATH finds the program.");
        if (name.empty() || name.size() > 100)
            throw Failure{FailureKind::invalid, "trainers has a name that is not 1 to 100 bytes."};
    }
    if (is_loopback(config.host) || config.insecure ||
        config.authentication == Authentication::required)
        return;
    throw Failure{FailureKind::invalid,
                  "Serving on " + config.host +
                      " without authentication would let everyone who reaches it change models."}
        .hint(
            "Add --authentication required and make a key with `ontos keys create`; or keep "
            "--host 127.0.0.1; or, on a network that you trust, --insecure.");
}

std::string database_url(const Config& config) {
    if (!config.database.empty()) return config.database;
    return "sqlite://" + std::filesystem::absolute(config.data).lexically_normal().string() +
           "/ontos.db";
}

}  // namespace ontos
