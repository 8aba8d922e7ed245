// The tidy rules themselves: each finds its bad snippet, names its line, and lets good code be.

#include "tidy/rules.hpp"

#include <gmock/gmock.h>

namespace ontos::tidy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::string_view cmake = R"(# The layering.
ontos_folder(platform/base LINKS fmt::fmt)
ontos_folder(platform/sql DEPENDS platform/base
             LINKS SQLite::SQLite3)
ontos_folder(deploy/models DEPENDS platform/sql LINKS yaml-cpp)
ontos_folder(monitor/metrics DEPENDS deploy/models)
ontos_folder(app DEPENDS monitor/metrics)
)";

Findings layers_of(std::string path, std::string_view text) {
    return check_layers(source_of(std::move(path), text), parse_layers(cmake));
}

TEST(TidyLayers, an_upward_include_is_found) {
    EXPECT_THAT(layers_of("src/deploy/models/a.cpp", "\n#include \"monitor/metrics/m.hpp\"\n"),
                ElementsAre("src/deploy/models/a.cpp:2: layering: deploy/models does not depend on "
                            "monitor/metrics/m.hpp"));
}

TEST(TidyLayers, declared_folders_are_seen_through_others) {
    EXPECT_THAT(layers_of("src/app/a.cpp",
                          "#include \"platform/base/clock.hpp\"\n#include \"deploy/ids.hpp\"\n"
                          "// #include \"cli/x.hpp\"\n"),
                IsEmpty());
}

TEST(TidyLayers, the_platform_does_not_know_the_stages_ids) {
    EXPECT_THAT(layers_of("src/platform/sql/a.cpp", "#include \"deploy/ids.hpp\"\n"),
                ElementsAre(HasSubstr("does not depend on deploy/ids.hpp")));
}

TEST(TidyLayers, main_sees_only_app) {
    EXPECT_THAT(layers_of("src/main.cpp",
                          "#include \"app/app.hpp\"\n#include \"platform/sql/database.hpp\"\n"),
                ElementsAre(StartsWith("src/main.cpp:2: ")));
}

TEST(TidyLayers, a_folder_outside_the_list_is_found) {
    EXPECT_THAT(layers_of("src/extra/a.cpp", ""), ElementsAre(HasSubstr("is no ontos_folder")));
}

TEST(TidyLayers, a_list_that_points_up_is_found) {
    const auto bad = parse_layers(
        "\nontos_folder(platform/base DEPENDS deploy/models)\nontos_folder(deploy/models)\n");
    EXPECT_THAT(check_order(bad), ElementsAre(HasSubstr("must be declared above"),
                                              HasSubstr("must not see the later deploy/models")));
}

TEST(TidyHeaders, a_library_in_the_wrong_folder_is_found) {
    const auto layers = parse_layers(cmake);
    const auto check = [&](std::string path, std::string_view text) {
        return check_owned_headers(source_of(std::move(path), text), layers);
    };
    EXPECT_THAT(check("src/deploy/models/a.cpp", "#include <sqlite3.h>\n"),
                ElementsAre(HasSubstr("belongs to platform/sql")));
    EXPECT_THAT(check("src/app/a.cpp", "#include <yaml-cpp/yaml.h>\n"),
                ElementsAre(HasSubstr("does not declare yaml-cpp")));
    EXPECT_THAT(check("src/platform/sql/a.cpp", "#include <sqlite3.h>\n"), IsEmpty());
}

TEST(TidyHeaders, a_heavy_header_that_leaves_its_folder_is_found) {
    const std::vector tree{
        source_of("src/platform/sql/sqlite.hpp", "#pragma once\n#include <sqlite3.h>\n"),
        source_of("src/platform/sql/sqlite.cpp", "#include \"platform/sql/sqlite.hpp\"\n"),
        source_of("src/deploy/models/a.cpp", "#include \"platform/sql/sqlite.hpp\"\n")};
    EXPECT_THAT(check_heavy_headers(tree), ElementsAre(StartsWith("src/deploy/models/a.cpp:1: ")));
}

TEST(TidyHeaders, a_header_that_nobody_includes_is_found) {
    const std::vector tree{source_of("src/a/dead.hpp", "#include \"a/dead.hpp\"\n"),
                           source_of("src/a/used.hpp", ""),
                           source_of("src/a/a.cpp", "#include \"a/used.hpp\"\n")};
    EXPECT_THAT(check_dead_headers(tree), ElementsAre(StartsWith("src/a/dead.hpp:1: dead file")));
}

TEST(TidyRules, columns_are_characters_not_bytes) {
    const std::string wide(101, 'x');
    std::string accents;
    for (int i = 0; i < 100; ++i) accents += "é";
    EXPECT_THAT(check_columns(source_of("src/a.cpp", accents + "\n" + wide + "\n")),
                ElementsAre("src/a.cpp:2: 100 columns: it has 101"));
}

std::string function_of(std::size_t lines, const std::string& head) {
    std::string text = head + " {\n";
    for (std::size_t i = 2; i < lines; ++i) text += "    if (x) { y(); }\n";
    return text + "}\n";
}

TEST(TidyRules, a_function_of_61_lines_is_found) {
    for (const std::string head :
         {"int f(int x)", "A::A(int x) : x_{x}, y_(x)", "TEST(A, b)",
          "auto f() const noexcept -> int", "template <class T>\nT f(T x)"})
        EXPECT_THAT(check_functions(source_of("src/a.cpp", function_of(61, head))),
                    ElementsAre(HasSubstr("the function has 61")))
            << head;
}

TEST(TidyRules, functions_of_60_lines_and_long_tables_are_not) {
    EXPECT_THAT(check_functions(source_of("src/a.cpp", function_of(60, "int f(int x)"))),
                IsEmpty());
    EXPECT_THAT(check_functions(source_of("src/a.cpp", function_of(90, "namespace a"))), IsEmpty());
    EXPECT_THAT(check_functions(source_of("src/a.cpp", function_of(90, "struct A : B"))),
                IsEmpty());
    EXPECT_THAT(check_functions(source_of(
                    "src/a.cpp", function_of(90, "BOOST_DEFINE_ENUM_CLASS(E, a, b)\n\nstruct A"))),
                IsEmpty());
    EXPECT_THAT(check_functions(source_of("src/a.cpp", function_of(90, "const int table[]"))),
                IsEmpty());
    EXPECT_THAT(
        check_functions(source_of("src/a.cpp", function_of(90, "static auto fields(auto...)"))),
        IsEmpty());
}

TEST(TidyRules, a_function_inside_a_class_inside_a_namespace_is_measured) {
    const auto text = "namespace n {\nclass C {\n" + function_of(61, "int f()") + "};\n}\n";
    EXPECT_THAT(check_functions(source_of("src/a.cpp", text)),
                ElementsAre(StartsWith("src/a.cpp:3: ")));
}

Findings awaits(const std::string& statement) {
    return check_co_await(
        source_of("src/platform/http/a.cpp", "void f() {\n    " + statement + "\n}\n"));
}

TEST(TidyRules, the_forms_of_co_await_that_gcc_12_breaks_are_found) {
    for (const std::string bad :
         {"co_await f(Aggregate{1, 2});", "co_await f({1});", "Aggregate a{co_await g()};",
          "auto v = c ? co_await g() : x;", "if (co_await g()) return;", "h(co_await g());",
          "co_await f([&] { return 1; });", "co_return co_await g();"})
        EXPECT_THAT(awaits(bad), testing::Not(IsEmpty())) << bad;
}

TEST(TidyRules, the_good_forms_of_co_await_are_not) {
    for (const std::string good : {"co_await f(x);", "auto v = co_await g(x, 3);",
                                   "const auto v = co_await g(a,\n        b);"})
        EXPECT_THAT(awaits(good), IsEmpty()) << good;
}

TEST(TidyRules, coroutines_outside_http_and_capturing_ones_are_found) {
    EXPECT_THAT(check_co_await(source_of("src/app/a.cpp", "co_await x;\n")),
                ElementsAre("src/app/a.cpp:1: coroutines stay in platform/http"));
    EXPECT_THAT(awaits("spawn([&]() -> Task<> { co_await x; });"),
                ElementsAre(HasSubstr("capturing lambda")));
}

TEST(TidyRules, banned_calls_are_found) {
    for (const std::string bad :
         {"std::regex r;", "std::this_thread::sleep_for(1s);", "system(\"ls\");", "popen(a, b);",
          "strcpy(a, b);", "int x = rand();", "std::getenv(\"HOME\");", "std::printf(\"a\");",
          "std::cout << 1;", "t.detach();", "std::atomic<std::shared_ptr<int>> p;", "#define A 1",
          "std::exit(1);", "std::chrono::system_clock::now();", "int x; // TODO later",
          "std::random_device d;", "auto s = \"no \" + id.substr(0, 100) + '.';"})
        EXPECT_THAT(check_banned(source_of("src/deploy/a.cpp", bad + "\n")),
                    ElementsAre(StartsWith("src/deploy/a.cpp:1: banned: ")))
            << bad;
}

TEST(TidyRules, calls_that_only_look_banned_are_not) {
    for (const std::string good :
         {"// system(x)", "auto s = \"rand()\";", "file.system(1);", "operand(x);",
          "snprintf(a, 1, b);", "fs::filesystem(1);", "request.exit(1);", "fmt::sprint(1);"})
        EXPECT_THAT(check_banned(source_of("src/deploy/a.cpp", good + "\n")), IsEmpty()) << good;
}

TEST(TidyRules, the_command_line_may_print_and_read_the_environment) {
    const auto text = "std::printf(\"a\");\nstd::getenv(\"HOME\");\n";
    EXPECT_THAT(check_banned(source_of("src/cli/a.cpp", text)), IsEmpty());
}

TEST(TidyRules, a_file_without_its_sentence_is_found) {
    const auto check = [](std::string path, std::string_view text) {
        return check_first_sentence(source_of(std::move(path), text));
    };
    EXPECT_THAT(check("src/a.cpp", "#include <map>\n"), ElementsAre(StartsWith("src/a.cpp:1: ")));
    EXPECT_THAT(check("src/a.hpp", "// Known.\n"), ElementsAre(HasSubstr("#pragma once")));
    EXPECT_THAT(check("src/a.hpp", "#pragma once\n\n"), ElementsAre(HasSubstr("a.hpp:2: ")));
    EXPECT_THAT(check("src/a.cpp", "// Not a sentence\n"), ElementsAre(HasSubstr("full stop")));
    EXPECT_THAT(check("src/a.cpp", "// One that goes\n// on.\n"), IsEmpty());
    EXPECT_THAT(check("src/a.hpp", "#pragma once\n// What it knows.\n"), IsEmpty());
}

TEST(TidyRules, sql_outside_a_store_is_found) {
    for (const std::string bad :
         {"auto a = \"select id, name from models where x = $1\";",
          "auto a = R\"(\n  INSERT INTO models VALUES ($1))\";", "auto a = \"delete from models\";",
          "auto a = \"update models set a = 1\";", "auto a = \"create table t (a bigint)\";"})
        EXPECT_THAT(check_sql(source_of("src/deploy/models/models.cpp", bad + "\n")),
                    ElementsAre(HasSubstr("SQL: ")))
            << bad;
}

TEST(TidyRules, sql_in_its_place_and_prose_are_not) {
    const auto sql = "auto a = \"select id from models\";\n";
    EXPECT_THAT(check_sql(source_of("src/deploy/models/model_store.cpp", sql)), IsEmpty());
    EXPECT_THAT(check_sql(source_of("src/platform/sql/a.cpp", sql)), IsEmpty());
    EXPECT_THAT(check_sql(source_of("src/a.cpp", "// select a from b\nselect(a).from(b);\n")),
                IsEmpty());
    EXPECT_THAT(check_sql(source_of("src/a.cpp", "auto a = \"Update an endpoint.\";\n")),
                IsEmpty());
}

TEST(TidyRules, catching_everything_is_found) {
    const auto text = "try {\n    f();\n} catch (...) {\n}\n";
    EXPECT_THAT(check_catch_all(source_of("src/deploy/models/a.cpp", text)),
                ElementsAre(StartsWith("src/deploy/models/a.cpp:3: ")));
    EXPECT_THAT(check_catch_all(source_of("src/main.cpp", text)), IsEmpty());
    const auto passed_on = "try {\n    f();\n} catch (...) {\n    g{1};\n    throw;\n}\n";
    EXPECT_THAT(check_catch_all(source_of("src/deploy/models/a.cpp", passed_on)), IsEmpty());
}

TEST(TidySource, literals_and_comments_are_told_from_code) {
    const auto source = source_of("src/a.cpp",
                                  "f(\"a // b\"); // c {\n/* {\n */ g('\"', 1'000);\n"
                                  "h(R\"x(\" {)x\");\n");
    EXPECT_THAT(source.code, ElementsAre("f(\"      \");       ", "    ", "    g(' ', 1'000);",
                                         "h(R\"x(   )x\");"));
    EXPECT_THAT(source.literals[0], HasSubstr("a // b"));
}

}  // namespace
}  // namespace ontos::tidy
