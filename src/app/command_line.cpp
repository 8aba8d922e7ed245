// `ontos <command>`: what the user typed, told to what does it. The one file that sees CLI11.
#include "app/command_line.hpp"

#include <unistd.h>
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "app/config.hpp"
#include "app/local_commands.hpp"
#include "app/version.hpp"
#include "cli/commands.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

using cli::Client;
using cli::Target;

/// What the parser fills; one object for the whole command line.
struct Typed {
    ConfigTexts settings;
    std::string config_file;
    Target target;
    cli::RegisterOptions registration;
    cli::DeployOptions deployment;
    cli::QueryOptions query;
    cli::RollbackOptions rollback;
    NewKeyOptions new_key;
    std::string name, file, catalog;
    int limit = 10;
    bool scale_to_zero = false;
};

std::string type_name(const api::Field& field) {
    boost::json::object components;
    const auto schema = field.type->schema(components);
    if (const auto* names = schema.if_contains("enum")) {
        std::string out;
        for (const auto& name : names->as_array())
            out += (out.empty() ? "" : "|") + std::string{name.as_string()};
        return out;
    }
    const auto& type = schema.at("type").as_string();
    return type == "array"    ? "TEXT,..."
           : type == "string" ? "TEXT"
           : type == "object" ? "JSON"
                              : "NUMBER";
}

/// A flag for every member of Config: the struct is the only list of settings.
void add_settings(CLI::App& command, Typed& typed) {
    const Config initial;
    const auto defaults = api::to_json(initial);
    command.add_option("--config", typed.config_file, "TOML file with settings (ONTOS_CONFIG)");
    static constexpr auto fields = Config::fields();
    for (const auto& field : fields) {
        const std::string name{field.name};
        auto meaning = std::string{field.meaning};
        const auto& value = defaults.at(field.name);
        if (value.is_bool()) {
            command
                .add_flag_callback(
                    flag_of(name), [&typed, name] { typed.settings[name] = {"true"}; }, meaning)
                ->group("Settings");
            continue;
        }
        meaning += " [" + boost::json::serialize(value) + "]";
        command
            .add_option_function<std::vector<std::string>>(
                flag_of(name),
                [&typed, name](const std::vector<std::string>& texts) {
                    typed.settings[name] = texts;
                },
                meaning)
            ->type_name(type_name(field))
            ->expected(1, 64)
            ->allow_extra_args(false)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->group("Settings");
    }
}

LoadedConfig loaded(const Typed& typed) {
    // Until the configuration says otherwise: standard output is for results only.
    start_logging(LogLevel::warning, LogFormat::text);
    return load_config(typed.settings, config_environment(environ), typed.config_file);
}

void add_target(CLI::App& command, Typed& typed) {
    command.add_option("--server", typed.target.server, "Address of the server (ONTOS_SERVER)")
        ->capture_default_str();
    command.add_option("--api-key", typed.target.api_key, "API key (ONTOS_API_KEY)");
    command.add_flag("--json", typed.target.as_json, "Print the server's answer as JSON");
}

void add_server_commands(CLI::App& program, Typed& typed) {
    auto* serve = program.add_subcommand("serve", "Run the server until SIGINT or SIGTERM");
    add_settings(*serve, typed);
    serve->callback([&typed] { serve_until_signal(loaded(typed).config); });

    auto* config = program.add_subcommand("config", "Look at the configuration");
    auto* show = config->add_subcommand("show", "Print every setting, its source and value");
    config->require_subcommand(1);
    add_settings(*show, typed);
    show->callback([&typed] { std::cout << show_config(loaded(typed)); });

    auto* document = program.add_subcommand("openapi", "Print the OpenAPI document");
    document->callback([] { std::cout << openapi_text(); });

    auto* backup = program.add_subcommand("backup", "Copy everything into one file, while it runs");
    backup->add_option("file", typed.file, "The file to write (tar.gz)")->required();
    add_settings(*backup, typed);
    backup->callback([&typed] { backup_to(loaded(typed).config, typed.file); });

    auto* restore = program.add_subcommand("restore", "Fill an empty data folder from a backup");
    restore->add_option("file", typed.file, "The file that backup wrote")->required();
    add_settings(*restore, typed);
    restore->callback([&typed] { restore_from(loaded(typed).config, typed.file); });

    auto* health = program.add_subcommand("health", "Ask a server whether it is ready");
    add_target(*health, typed);
    health->callback([&typed] { require_ready(typed.target.server); });
}

void add_key_commands(CLI::App& program, Typed& typed) {
    auto* keys =
        program.add_subcommand("keys", "API keys, in the database of --data or --database");
    keys->require_subcommand(1);
    auto* create = keys->add_subcommand("create", "Make a key; it is shown once");
    create->add_option("name", typed.new_key.name, "Name of the caller")->required();
    create
        ->add_option("--rights", typed.new_key.rights,
                     "stage:level pairs (deploy, monitor, improve; read, write, admin) and query")
        ->capture_default_str();
    create->add_option("--expires-days", typed.new_key.expires_days, "Days until it ends; 0: never")
        ->check(CLI::Range(0, 3'650));
    add_settings(*create, typed);
    create->callback([&typed] { create_key(loaded(typed).config, typed.new_key); });

    auto* list = keys->add_subcommand("ls", "List keys");
    add_settings(*list, typed);
    list->callback([&typed] { list_keys(loaded(typed).config); });

    auto* revoke = keys->add_subcommand("revoke", "End a key at once");
    revoke->add_option("key", typed.name, "Id or name")->required();
    add_settings(*revoke, typed);
    revoke->callback([&typed] { revoke_key(loaded(typed).config, typed.name); });
}

void add_model_commands(CLI::App& program, Typed& typed) {
    auto* models = program.add_subcommand("models", "Registered models");
    models->require_subcommand(1);
    auto* register_ = models->add_subcommand("register", "Upload a version of a model");
    auto& options = typed.registration;
    register_->add_option("name", options.full_name, "catalog.schema.model")->required();
    register_->add_option("path", options.path, ".onnx file, MLflow model folder, zip or tar.gz")
        ->required();
    register_->add_option("--baseline", options.baseline, "CSV or Parquet of training rows");
    register_->add_option("--description", options.description, "What is new in this version");
    add_target(*register_, typed);
    register_->callback([&typed] { register_model(Client{typed.target}, typed.registration); });

    auto* list = models->add_subcommand("ls", "List models, or the versions of one");
    list->add_option("name", typed.name, "Model whose versions are listed");
    list->add_option("--catalog", typed.catalog, "Only models of this catalog");
    add_target(*list, typed);
    list->callback([&typed] {
        const Client client{typed.target};
        if (typed.name.empty())
            list_models(client, typed.catalog);
        else
            list_versions(client, typed.name);
    });
}

void add_deploy_command(CLI::App& program, Typed& typed) {
    auto* command = program.add_subcommand("deploy", "Serve a version: creates or updates");
    auto& options = typed.deployment;
    command->add_option("model", options.model_name, "catalog.schema.model")->required();
    command->add_option("--version", options.model_version, "Number, alias or latest")
        ->capture_default_str();
    command->add_option("--endpoint", options.endpoint_name,
                        "Name; made from the model's if left out");
    command->add_option("--size", options.workload_size, "Small, Medium or Large");
    auto* zero = command->add_flag("--scale-to-zero,!--no-scale-to-zero", typed.scale_to_zero,
                                   "Unload when idle");
    command->add_option("--env", options.environment_vars, "NAME=value; may be repeated");
    command->add_flag("--replace-model", options.replace_model,
                      "Let an endpoint of another model serve this one");
    command->add_option("--wait", options.wait, "Seconds to wait until it is ready")
        ->capture_default_str()
        ->check(CLI::Range(0, 300));
    add_target(*command, typed);
    command->callback([&typed, zero] {
        if (zero->count() > 0) typed.deployment.scale_to_zero = typed.scale_to_zero;
        deploy(Client{typed.target}, typed.deployment);
    });
}

void add_endpoint_commands(CLI::App& program, Typed& typed) {
    auto* endpoints = program.add_subcommand("endpoints", "Serving endpoints");
    endpoints->require_subcommand(1);
    auto* list = endpoints->add_subcommand("ls", "List endpoints");
    add_target(*list, typed);
    list->callback([&typed] { list_endpoints(Client{typed.target}); });
    auto* show = endpoints->add_subcommand("show", "Show one endpoint");
    show->add_option("endpoint", typed.name, "Name or id")->required();
    add_target(*show, typed);
    show->callback([&typed] { show_endpoint(Client{typed.target}, typed.name); });

    auto* query = program.add_subcommand("query", "Send rows to an endpoint");
    query->add_option("endpoint", typed.query.endpoint, "Name or id")->required();
    query->add_option("rows", typed.query.body, "JSON, @file, or - for standard input")->required();
    add_target(*query, typed);
    query->callback([&typed] { cli::query(Client{typed.target}, typed.query); });

    auto* back = program.add_subcommand("rollback", "Serve an earlier configuration again");
    back->add_option("endpoint", typed.rollback.endpoint, "Name or id")->required();
    auto* version = back->add_option("--version", typed.rollback.target_version, "Model version");
    auto* revision = back->add_option("--revision", typed.rollback.to_revision, "Revision number")
                         ->check(CLI::PositiveNumber)
                         ->excludes(version);
    back->add_flag("--force", typed.rollback.force, "Also a version that never served here");
    add_target(*back, typed);
    back->callback([&typed, version, revision] {
        if (version->count() + revision->count() != 1)
            throw cli::CommandFailure{cli::ExitCode::usage,
                                      "rollback wants --version or --revision."};
        cli::rollback(Client{typed.target}, typed.rollback);
    });

    auto* history = program.add_subcommand("history", "Every revision of an endpoint");
    history->add_option("endpoint", typed.name, "Name or id")->required();
    history->add_option("--limit", typed.limit, "How many")->check(CLI::Range(1, 100));
    add_target(*history, typed);
    history->callback([&typed] { show_history(Client{typed.target}, typed.name, typed.limit); });
}

/// Read before the flags: CLI11's own variables would go to the options of every command, also
/// after the flag of the one that was given.
Typed from_environment() {
    Typed typed;
    const auto read = [](const char* name, std::string& into) {
        if (const char* text = std::getenv(name); text && *text) into = text;
    };
    read("ONTOS_SERVER", typed.target.server);
    read("ONTOS_API_KEY", typed.target.api_key);
    read("ONTOS_CONFIG", typed.config_file);
    return typed;
}

int fail(cli::ExitCode exit, const std::string& message) {
    std::cerr << "ontos: " << message << '\n';
    return static_cast<int>(exit);
}

cli::ExitCode exit_of(FailureKind kind) {
    switch (kind) {
        case FailureKind::invalid:
            return cli::ExitCode::usage;
        case FailureKind::not_found:
            return cli::ExitCode::not_found;
        case FailureKind::conflict:
            return cli::ExitCode::conflict;
        case FailureKind::timeout:
            return cli::ExitCode::timeout;
        default:
            return cli::ExitCode::failed;
    }
}

}  // namespace

int run_command_line(int argc, char** argv) {
    Typed typed = from_environment();
    CLI::App program{"Ontos ML Workbench: deploy models, watch them, improve them."};
    program.set_version_flag("--version", std::string{version_text});
    program.require_subcommand(1);
    program.footer("Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 conflict, 5 timeout.");
    add_server_commands(program, typed);
    add_key_commands(program, typed);
    add_model_commands(program, typed);
    add_deploy_command(program, typed);
    add_endpoint_commands(program, typed);
    try {
        program.parse(argc, argv);
        return 0;
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : static_cast<int>(cli::ExitCode::usage);
    } catch (const cli::CommandFailure& failure) {
        return fail(failure.exit, failure.message);
    } catch (const Failure& failure) {
        // Who starts a server may know what its clients must not: the address that cannot be
        // reached.
        std::string said = failure.message();
        if (!failure.cause().empty()) said += '\n' + failure.cause();
        while (said.ends_with('\n')) said.pop_back();
        if (!failure.hint().empty()) said += '\n' + failure.hint();
        return fail(exit_of(failure.kind()), said);
    } catch (const std::exception& error) {
        return fail(cli::ExitCode::failed, error.what());
    }
}

}  // namespace ontos
