#pragma once
// Every setting of the server: one struct gives flags, environment, file, --help and validation.

#include <boost/describe.hpp>

#include "improve/jobs/named_trainer.hpp"
#include "platform/api/codec.hpp"
#include "platform/api/field.hpp"
#include "platform/outbound/mail.hpp"
#include "platform/redaction/patterns.hpp"

namespace ontos {

BOOST_DEFINE_ENUM_CLASS(LogLevelName, debug, info, warning, error)
BOOST_DEFINE_ENUM_CLASS(LogFormatName, text, json)
BOOST_DEFINE_ENUM_CLASS(Authentication, none, required)

/// A member `rollback_warm_minutes` is the flag `--rollback-warm-minutes`, the variable
/// `ONTOS_ROLLBACK_WARM_MINUTES` and the key `rollback_warm_minutes` of the TOML file.
struct Config {
    std::string host = "127.0.0.1";
    int port = 8000;
    std::string data = "./data";
    std::string database;
    LogLevelName log_level = LogLevelName::info;
    LogFormatName log_format = LogFormatName::text;
    int io_threads = 0;
    int scoring_threads = 0;
    int control_threads = 32;

    Authentication authentication = Authentication::none;
    bool insecure = false;
    std::vector<std::string> trusted_proxies;
    std::string proxy_rights = "deploy:read,monitor:read,improve:write,query";
    std::vector<std::string> allowed_hosts;
    std::vector<std::string> allowed_origins;
    int audit_days = 400;
    std::string public_url;

    std::vector<std::string> model_roots;
    std::int64_t max_model_bytes = 4ll << 30;
    std::int64_t max_baseline_bytes = 2ll << 30;
    std::string onnxruntime;
    std::string parquet;
    std::string sample;

    int timeout_ms = 60'000;
    int idle_seconds = 900;
    int rollback_warm_minutes = 60;
    std::int64_t warm_memory_bytes = 2ll << 30;

    std::vector<std::string> outbound_allow;
    std::string smtp_url;
    std::string smtp_user;
    std::string smtp_password;
    std::string smtp_from;
    SmtpTls smtp_tls = SmtpTls::required;
    std::string outbound_ca_file;
    int notification_timeout_seconds = 20;

    int request_log_rows_per_second = 1'000;
    int request_log_payloads_per_second = 50;
    int request_log_payload_percent = 100;
    std::int64_t request_log_payload_bytes = 1ll << 20;
    int request_log_days = 30;
    std::int64_t request_log_max_bytes = 4ll << 30;
    int quality_rows_per_second = 2'000;
    std::int64_t quality_max_rows = 1'000'000;
    std::vector<std::string> redact_patterns = default_redact_patterns();
    std::vector<std::string> redact_columns;
    NamedTrainers trainers;

    int header_timeout_seconds = 10;
    int body_timeout_seconds = 30;
    int idle_timeout_seconds = 60;
    int write_timeout_seconds = 30;
    int max_connections = 10'000;
    int shutdown_seconds = 30;

    static constexpr auto fields(auto...) {
        using api::maximum, api::minimum, api::option;
        return std::array{
            option<&Config::host>("Address to listen on. Other than loopback needs "
                                  "authentication, or --insecure."),
            option<&Config::port>("Port to listen on; 0 takes a free one.", minimum(0),
                                  maximum(65'535)),
            option<&Config::data>("Folder of everything that is kept: database and artifacts."),
            option<&Config::database>("sqlite:///path or postgresql://...; empty is SQLite in the "
                                      "data folder."),
            option<&Config::log_level>("Least level that is logged."),
            option<&Config::log_format>("Text for people or JSON lines for programs."),
            option<&Config::io_threads>("Threads that read and write connections; 0 is one for "
                                        "each core.",
                                        minimum(0), maximum(256)),
            option<&Config::scoring_threads>("Threads that score large or slow batches; 0 is one "
                                             "for each core.",
                                             minimum(0), maximum(1'024)),
            option<&Config::control_threads>("Threads of the control plane; they mostly wait.",
                                             minimum(2), maximum(1'024)),
            option<&Config::authentication>("required: a request without a key or a trusted "
                                            "proxy's headers is 401."),
            option<&Config::insecure>("Serve other than loopback without authentication."),
            option<&Config::trusted_proxies>("Addresses or CIDR ranges whose X-Forwarded-Email and "
                                             "X-Forwarded-User are believed."),
            option<&Config::proxy_rights>("Rights of a person who comes through a trusted proxy."),
            option<&Config::allowed_hosts>("Host names, beside loopback, under which the server is "
                                           "reached."),
            option<&Config::allowed_origins>("Origins of other web pages that may call the API "
                                             "(CORS)."),
            option<&Config::audit_days>("Days that the audit log keeps an entry; 0 is for ever.",
                                        minimum(0), maximum(36'500)),
            option<&Config::public_url>("Address under which people reach the server, as "
                                        "https://ontos.example.com: begins the links in notices.",
                                        api::pattern("^(https?://[^/]+(/.*[^/])?)?$")),
            option<&Config::model_roots>("Folders below which a registration may name a path on "
                                         "the server."),
            option<&Config::max_model_bytes>("Largest model that is accepted, in bytes.",
                                             minimum(1)),
            option<&Config::max_baseline_bytes>("Largest baseline that is accepted, in bytes.",
                                                minimum(1)),
            option<&Config::onnxruntime>("Path of libonnxruntime.so; empty: beside the program, "
                                         "then where it was built."),
            option<&Config::parquet>("Path of libontos_parquet.so, which reads and writes Parquet; "
                                     "empty: beside the program, then where it was built."),
            option<&Config::sample>("Folder of the sample model to register and deploy at start."),
            option<&Config::timeout_ms>("Time limit of a query in milliseconds.", minimum(1),
                                        maximum(600'000)),
            option<&Config::idle_seconds>("After so long without a query, a model that scales to "
                                          "zero is unloaded.",
                                          minimum(1), maximum(604'800)),
            option<&Config::rollback_warm_minutes>("How long the previous revision's model stays "
                                                   "loaded.",
                                                   minimum(0), maximum(10'080)),
            option<&Config::warm_memory_bytes>("Most memory for models kept for a rollback, in "
                                               "bytes.",
                                               minimum(0)),
            option<&Config::outbound_allow>("Hosts, addresses and ranges that notifications may be "
                                            "sent to although they are not on the public internet; "
                                            "also by http://."),
            option<&Config::smtp_url>("Mail server: smtp://host:587 or smtps://host:465; empty: "
                                      "e-mail channels are refused.",
                                      api::pattern("^(smtps?://[^/@ ]+)?$")),
            option<&Config::smtp_user>("User at the mail server; empty: no login."),
            option<&Config::smtp_password>("Password at the mail server; better in "
                                           "ONTOS_SMTP_PASSWORD than in a flag."),
            option<&Config::smtp_from>("Sender of mails: an address.",
                                       api::pattern("^([^@ <>]+@[^@ <>]+)?$")),
            option<&Config::smtp_tls>("Of smtp://: required fails without STARTTLS, opportunistic "
                                      "goes on in clear text, none never asks. smtps:// is always "
                                      "encrypted."),
            option<&Config::outbound_ca_file>("PEM file of authorities, besides the system's, that "
                                              "mail servers and webhooks may be certified by."),
            option<&Config::notification_timeout_seconds>("Time for one attempt to deliver a "
                                                          "notification.",
                                                          minimum(1), maximum(30)),
            option<&Config::request_log_rows_per_second>("Requests of an endpoint that are logged "
                                                         "each second; above it a share; 0: none.",
                                                         minimum(0), maximum(100'000)),
            option<&Config::request_log_payloads_per_second>(
                "Payloads of an endpoint that are logged each second; above it a share.",
                minimum(0), maximum(10'000)),
            option<&Config::request_log_payload_percent>(
                "Share of requests whose payload is logged, in percent; 0: none.", minimum(0),
                maximum(100)),
            option<&Config::request_log_payload_bytes>(
                "Most bytes of a query, and of an answer, in the log; the rest is cut.",
                minimum(1'024), maximum(16 << 20)),
            option<&Config::request_log_days>("How long requests stay in the log.", minimum(1),
                                              maximum(3'650)),
            option<&Config::request_log_max_bytes>("Most bytes of the log in the database, about: "
                                                   "the oldest go first.",
                                                   minimum(1 << 20)),
            option<&Config::quality_rows_per_second>(
                "Predicted rows of an endpoint that are kept for their labels each second; above "
                "it a share of its requests; 0: none.",
                minimum(0), maximum(100'000)),
            option<&Config::quality_max_rows>(
                "Most predicted rows that are kept, of about 600 bytes; the fullest "
                "hours are thinned first.",
                minimum(1'000), maximum(100'000'000)),
            option<&Config::redact_patterns>("What is taken out of logged texts: email, card, ssn, "
                                             "iban, key, phone, ip, or name=expression (RE2; one "
                                             "with a comma only in the file)."),
            option<&Config::redact_columns>("Columns whose values are never logged."),
            option<&Config::trainers>("Programs that train, by name: tables [trainers.NAME] of the "
                                      "file with command and more (docs/training_jobs.md).",
                                      api::max_members(32)),
            option<&Config::header_timeout_seconds>("Time for a request's header block.",
                                                    minimum(1), maximum(3'600)),
            option<&Config::body_timeout_seconds>("Time for a request's body.", minimum(1),
                                                  maximum(3'600)),
            option<&Config::idle_timeout_seconds>("Time between two requests of a connection.",
                                                  minimum(1), maximum(3'600)),
            option<&Config::write_timeout_seconds>("Time for an answer to be taken.", minimum(1),
                                                   maximum(3'600)),
            option<&Config::max_connections>("Most connections at once.", minimum(1),
                                             maximum(1'000'000)),
            option<&Config::shutdown_seconds>("Time for running requests to end at a stop.",
                                              minimum(0), maximum(3'600))};
    }
};

/// Where the value of a setting comes from.
enum class ConfigSource { default_, file, environment, flag };

struct LoadedConfig {
    Config config;
    std::map<std::string, ConfigSource> sources;  ///< by member name
};

/// Texts by member name; a list may be given several times or with commas.
using ConfigTexts = std::map<std::string, std::vector<std::string>>;

/// Flag beats environment beats file beats default. `file` may be empty. Throws
/// Failure{invalid} with every violation and where it stands (flag, variable, or key of the file).
LoadedConfig load_config(const ConfigTexts& flags, const ConfigTexts& environment,
                         const std::string& file);

/// The `ONTOS_*` variables of the process, by member name. An unknown one is a Failure{invalid}
/// with the nearest name; ONTOS_SERVER and ONTOS_API_KEY belong to the client.
ConfigTexts config_environment(const char* const* variables);

/// A table of name, value and source; secrets (the password of the database address) are masked.
std::string show_config(const LoadedConfig& loaded);

/// What must hold between settings: throws Failure{invalid} with the way out. The server exits
/// with 2 then.
void require_safe(const Config& config);

/// "--rollback-warm-minutes"
std::string flag_of(std::string_view member);

/// The address of the database, with the default filled in.
std::string database_url(const Config& config);

}  // namespace ontos
