// Where settings come from, and what is refused.
#include "app/config.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace ontos {
namespace {

using testing::HasSubstr;

class ConfigFile {
public:
    explicit ConfigFile(const std::string& text)
        : path_{std::filesystem::temp_directory_path() /
                ("ontos-config-" + std::to_string(getpid()) + ".toml")} {
        std::ofstream{path_} << text;
    }
    ~ConfigFile() { std::filesystem::remove(path_); }
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

std::string message_of(const ConfigTexts& flags, const ConfigTexts& environment = {},
                       const std::string& file = {}) {
    try {
        load_config(flags, environment, file);
    } catch (const Failure& failure) {
        return failure.message() + ' ' + failure.hint();
    }
    return "nothing was refused";
}

TEST(Configuration, names_trainers_in_tables_and_says_what_is_wrong_with_one) {
    const ConfigFile good{
        "[trainers.sklearn]\ncommand = [\"/usr/bin/python3\", \"train.py\"]\nformat = \"csv\"\n"
        "[trainers.sklearn.environment]\nBASE = \"/data\"\n"};
    const auto loaded = load_config({}, {}, good.path());
    const auto& trainer = loaded.config.trainers.at("sklearn");
    EXPECT_EQ(trainer.command.size(), 2);
    EXPECT_EQ(trainer.format, ExportFormat::csv);
    EXPECT_EQ(trainer.environment.at("BASE"), "/data");
    EXPECT_EQ(trainer.slots, 1);
    require_safe(loaded.config);
    const ConfigFile bad{"[trainers.a]\ncommand = []\nslots = 99\n"};
    EXPECT_THAT(message_of({}, {}, bad.path()), HasSubstr("trainers/a/command"));
    EXPECT_THAT(message_of({}, {}, bad.path()), HasSubstr("trainers/a/slots"));
    const auto relative = load_config({{"trainers", {R"({"a": {"command": ["sh"]}})"}}}, {}, "");
    EXPECT_THROW(require_safe(relative.config), Failure);
}

TEST(Configuration, has_defaults) {
    const auto loaded = load_config({}, {}, "");
    EXPECT_EQ(loaded.config.port, 8000);
    EXPECT_EQ(loaded.config.host, "127.0.0.1");
    EXPECT_EQ(loaded.sources.at("port"), ConfigSource::default_);
}

TEST(Configuration, a_flag_beats_the_environment_and_that_beats_the_file) {
    const ConfigFile file{"port = 1\nidle_seconds = 2\nmax_connections = 3\n"};
    const auto loaded =
        load_config({{"port", {"9"}}}, {{"port", {"8"}}, {"idle_seconds", {"7"}}}, file.path());
    EXPECT_EQ(loaded.config.port, 9);
    EXPECT_EQ(loaded.config.idle_seconds, 7);
    EXPECT_EQ(loaded.config.max_connections, 3);
    EXPECT_EQ(loaded.sources.at("port"), ConfigSource::flag);
    EXPECT_EQ(loaded.sources.at("idle_seconds"), ConfigSource::environment);
    EXPECT_EQ(loaded.sources.at("max_connections"), ConfigSource::file);
}

TEST(Configuration, lists_are_given_by_commas_or_in_the_file_as_lists) {
    const ConfigFile file{"allowed_hosts = [\"a.example\", \"b.example\"]\n"};
    const auto loaded =
        load_config({{"trusted_proxies", {"10.0.0.1,10.1.0.0/16", "::1"}}}, {}, file.path());
    EXPECT_THAT(loaded.config.trusted_proxies,
                testing::ElementsAre("10.0.0.1", "10.1.0.0/16", "::1"));
    EXPECT_THAT(loaded.config.allowed_hosts, testing::ElementsAre("a.example", "b.example"));
}

TEST(Configuration, every_mistake_is_named_as_the_user_wrote_it) {
    EXPECT_THAT(message_of({{"port", {"many"}}}), HasSubstr("--port must be an integer"));
    EXPECT_THAT(message_of({}, {{"port", {"70000"}}}), HasSubstr("ONTOS_PORT must be at most"));
    EXPECT_THAT(message_of({{"log_level", {"loud"}}, {"idle_seconds", {"0"}}}),
                testing::AllOf(HasSubstr("--log-level"), HasSubstr("--idle-seconds")));
}

TEST(Configuration, an_unknown_name_is_refused_with_the_nearest) {
    const ConfigFile file{"prot = 1\n"};
    EXPECT_THAT(message_of({}, {}, file.path()), HasSubstr("Did you mean port?"));
    const char* variables[] = {"ONTOS_IDLE_SECOND=3", nullptr};
    EXPECT_THROW(config_environment(variables), Failure);
}

TEST(Configuration, the_clients_variables_are_not_settings) {
    const char* variables[] = {"ONTOS_SERVER=http://x", "ONTOS_API_KEY=k", "HOME=/root",
                               "ONTOS_PORT=5", nullptr};
    const auto texts = config_environment(variables);
    ASSERT_EQ(texts.size(), 1u);
    EXPECT_EQ(texts.at("port").front(), "5");
}

TEST(Configuration, a_broken_file_tells_its_line) {
    const ConfigFile file{"port = 1\nhost = \n"};
    EXPECT_THAT(message_of({}, {}, file.path()), HasSubstr("line 2"));
}

TEST(Configuration, the_password_of_the_database_is_masked) {
    const auto shown =
        show_config(load_config({{"database", {"postgresql://app:secret@db/ontos"}}}, {}, ""));
    EXPECT_THAT(shown, HasSubstr("postgresql://app:****@db/ontos"));
    EXPECT_THAT(shown, testing::Not(HasSubstr("secret")));
}

TEST(Configuration, serving_everyone_without_authentication_is_refused) {
    Config config;
    config.host = "0.0.0.0";
    EXPECT_THROW(require_safe(config), Failure);
    config.insecure = true;
    require_safe(config);
    config.insecure = false;
    config.authentication = Authentication::required;
    require_safe(config);
}

TEST(Configuration, wants_a_sender_for_mails_and_shows_no_password) {
    Config config;
    config.smtp_url = "smtp://mail.example.com:587";
    EXPECT_THROW(require_safe(config), Failure);
    config.smtp_from = "ontos@example.com";
    require_safe(config);
    const auto loaded = load_config({{"smtp_password", {"hunter2"}}}, {}, "");
    EXPECT_THAT(show_config(loaded), testing::Not(testing::HasSubstr("hunter2")));
    EXPECT_THROW(load_config({{"smtp_url", {"http://mail"}}}, {}, ""), Failure);
}

}  // namespace
}  // namespace ontos
