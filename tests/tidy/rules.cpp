// The rules that read one file.

#include "tidy/rules.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace ontos::tidy {

namespace {

constexpr std::size_t columns_max = 100;
constexpr std::size_t function_lines_max = 60;

/// A call that is banned outside `allowed`, given as starts or ends of paths.
struct Ban {
    const char* pattern;
    const char* reason;
    std::vector<std::string> allowed;
};

const std::vector<Ban>& bans() {
    static const std::vector<Ban> list{
        {R"(std::regex|#include <regex>)", "std::regex is slow to compile and to run: use RE2", {}},
        {R"(\bsleep_(for|until)\b|\bu?sleep\()",
         "wait for what you wait for, not for time",
         {"src/platform/sql/postgres_database.cpp", "src/platform/sql/sqlite_connection.cpp",
          "src/deploy/endpoints/endpoints_settings.cpp"}},
        {R"((^|[^.>\w])(std::)?system\()", "no shell", {"_test.cpp"}},
        {R"(\bpopen\()", "no shell", {"_test.cpp"}},
        {R"(\b(strcpy|strcat|sprintf|gets)\()", "unbounded write", {}},
        {R"((^|[^.>\w:]|std::)s?rand\()", "randomness is injected: platform/base/random.hpp", {}},
        {R"(\brandom_device\b)", "randomness is injected", {"src/platform/base/random"}},
        {R"(system_clock::now)",
         "time is injected: platform/base/clock.hpp",
         {"src/platform/base/clock.hpp", "tests/", "bench/"}},
        {R"(\b(secure_)?getenv\()",
         "only app reads the environment",
         {"src/app/", "src/cli/", "src/platform/sql/test_database.hpp", "tests/", "bench/"}},
        {R"((^|[^.>\w])(std::)?(printf|puts|putchar|putc)\(|\bstd::cout\b)",
         "standard output belongs to the command line",
         {"src/app/", "src/cli/", "src/main.cpp", "bench/"}},
        {R"(\+ *[\w.>-]+\.substr\(0, (\d+|\w+_max)\) *\+)",
         "a text in a message is cut between characters: shortened() of platform/base/text.hpp",
         {}},
        {R"(\.detach\(\))", "a thread has an owner who joins it", {}},
        {R"(atomic<std::shared_ptr)", "not lock-free in libstdc++ 12: use Published<T>", {}},
        {R"(^\s*#\s*define\b)", "no macros", {"src/deploy/inference/ort_state.hpp"}},
        {R"(\b(_exit|quick_exit)\(|\bstd::(exit|abort|terminate)\()",
         "main decides how the process ends",
         {"src/main.cpp", "src/platform/process/child_process.cpp", "tests/"}},
    };
    return list;
}

/// Where what is thrown may end: at the end of a request, a step, a job or the process.
constexpr std::array<std::string_view, 6> catch_all_places{
    "src/main.cpp",
    "src/platform/api/",
    "src/platform/tasks/",
    "src/platform/http/",
    "src/platform/sql/",

    "src/deploy/predictions/",
};

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + '\n';
    return text;
}

std::size_t line_of(std::string_view text, std::size_t at) {
    return static_cast<std::size_t>(std::ranges::count(text.substr(0, at), '\n'));
}

std::size_t characters(std::string_view line) {
    return static_cast<std::size_t>(
        std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// From the `{` at `open` to its `}`.
std::string block_from(const std::string& text, std::size_t open) {
    int depth = 0;
    auto at = open;
    for (; at < text.size(); ++at) {
        depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
        if (depth == 0) break;
    }
    return text.substr(open, at - open);
}

/// What opens a block, judged by the text since the last `;`, `{` or `}`. `fields(auto...)` is a
/// table.
enum class Block { scope, function, other };

Block block_of(std::string head) {
    static const RE2 template_line{R"(^\s*template\s*<[^\n]*>\s*\n)"};
    static const RE2 enums{R"(^\s*(BOOST_DEFINE_ENUM_CLASS\([^()]*\)\s*)+)"};
    static const RE2 scope{R"(^[^(]*\b(namespace|class|struct|union|enum|extern)\b)"};
    static const RE2 table{R"(\bfields\(auto\.\.\.\)\s*$)"};
    static const RE2 function{R"(\)[^=]*$)"};
    RE2::Replace(&head, enums, "");
    RE2::Replace(&head, template_line, "");
    if (RE2::PartialMatch(head, scope)) return Block::scope;
    if (RE2::PartialMatch(head, table)) return Block::other;
    return RE2::PartialMatch(head, function) ? Block::function : Block::other;
}

/// `co_await x;`, `auto v = co_await x;`, without braces, `?:` and lambdas.
bool is_allowed_await(const std::string& statement) {
    static const RE2 form{R"(\s*(?:(?:const )?auto&? \w+ =\s+)?co_await [^{}?]+)"};
    static const RE2 lambda{R"(\[[&=\w, ]*\]\s*(\(|\{))"};
    return RE2::FullMatch(statement, form) && !RE2::PartialMatch(statement, lambda);
}

}  // namespace

Findings check_columns(const Source& source) {
    Findings findings;
    for (std::size_t i = 0; i < source.lines.size(); ++i)
        if (const auto count = characters(source.lines[i]); count > columns_max)
            findings.push_back(source.at(i) + "100 columns: it has " + std::to_string(count));
    return findings;
}

Findings check_functions(const Source& source) {
    Findings findings;
    struct Open {
        Block block;
        std::size_t line;
    };
    std::vector<Open> open;
    std::string head;
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        if (source.code[i].starts_with("#")) continue;
        for (const char c : source.code[i] + '\n') {
            if (c == '{') {
                open.push_back({block_of(head), i});
            } else if (c == '}' && !open.empty()) {
                const auto [block, first] = open.back();
                open.pop_back();
                const auto lines = i - first + 1;
                const bool is_outer = std::ranges::none_of(
                    open, [](const Open& o) { return o.block == Block::function; });
                if (block == Block::function && is_outer && lines > function_lines_max)
                    findings.push_back(source.at(first) + "60 lines: the function has " +
                                       std::to_string(lines));
            }
            if (c == ';' || c == '{' || c == '}')
                head.clear();
            else
                head += c;
        }
    }
    return findings;
}

Findings check_co_await(const Source& source) {
    Findings findings;
    const auto text = joined(source.code);
    const bool is_home = source.path.starts_with("src/platform/http/");
    static const RE2 keyword{R"(\bco_(await|return|yield)\b)"};
    for (std::size_t i = 0; i < source.code.size() && !is_home; ++i)
        if (RE2::PartialMatch(source.code[i], keyword))
            findings.push_back(source.at(i) + "coroutines stay in platform/http");
    for (auto at = text.find("co_await "); at != text.npos; at = text.find("co_await ", at + 1)) {
        const auto before = text.find_last_of(";{}", at);
        const auto start = before == text.npos ? 0 : before + 1;
        const auto statement = text.substr(start, text.find(';', at) - start);
        if (!is_allowed_await(statement))
            findings.push_back(source.at(line_of(text, at)) +
                               "co_await: only `co_await x;` and `auto v = co_await x;`, without "
                               "braces, ?: and lambdas");
    }
    static const RE2 lambda{R"(\[[&=\w][^\]]*\]\s*\([^)]*\)[^{;]*(Task<|Detached))"};
    for (std::size_t i = 0; i < source.code.size(); ++i)
        if (RE2::PartialMatch(source.code[i], lambda))
            findings.push_back(source.at(i) + "co_await: no coroutine is a capturing lambda");
    return findings;
}

Findings check_banned(const Source& source) {
    Findings findings;
    for (const auto& ban : bans()) {
        const RE2 pattern{ban.pattern};
        if (std::ranges::any_of(ban.allowed, [&](const auto& place) {
                return source.path.starts_with(place) || source.path.ends_with(place);
            }))
            continue;
        for (std::size_t i = 0; i < source.code.size(); ++i)
            if (RE2::PartialMatch(source.code[i], pattern))
                findings.push_back(source.at(i) + "banned: " + ban.reason);
    }
    static const RE2 note{R"(\b(TODO|FIXME|XXX|HACK)\b)"};
    for (std::size_t i = 0; i < source.lines.size(); ++i)
        if (source.path.starts_with("src/") && RE2::PartialMatch(source.lines[i], note))
            findings.push_back(source.at(i) + "banned: an issue is the place for what is to do");
    return findings;
}

Findings check_first_sentence(const Source& source) {
    std::size_t line = source.is_header() ? 1 : 0;
    if (source.is_header() && (source.lines.empty() || source.lines[0] != "#pragma once"))
        return {source.at(0) + "first line: a header starts with #pragma once"};
    if (source.lines.size() <= line || !source.lines[line].starts_with("// "))
        return {source.at(line) + "first line: a sentence must say what this file knows"};
    while (line + 1 < source.lines.size() && source.lines[line + 1].starts_with("// ")) ++line;
    if (!source.lines[line].ends_with('.'))
        return {source.at(line) + "first line: a sentence ends with a full stop"};
    return {};
}

Findings check_sql(const Source& source) {
    static const RE2 sql{
        R"((?i)\b(insert\s+into\s+\w|delete\s+from\s+\w+\b|create\s+(unique\s+)?(table|index)\b)"
        R"(|update\s+\w+\s+set\b|drop\s+table\b|alter\s+table\b))"
        R"(|\b(SELECT|select)\s+[\w*,.() ]+\s+(FROM|from)\s+\w)"};
    Findings findings;
    if (source.path.ends_with("_store.cpp") || source.path.starts_with("src/platform/sql/") ||
        source.is_test())
        return findings;
    for (std::size_t i = 0; i < source.literals.size(); ++i)
        if (RE2::PartialMatch(source.literals[i], sql))
            findings.push_back(source.at(i) + "SQL: only a *_store.cpp has SQL text");
    return findings;
}

Findings check_catch_all(const Source& source) {
    static constexpr std::string_view handler = "catch (...) {";
    Findings findings;
    const auto is_place = [&](std::string_view place) { return source.path.starts_with(place); };
    if (source.is_test() || std::ranges::any_of(catch_all_places, is_place)) return findings;
    const auto text = joined(source.code);
    for (auto at = text.find(handler); at != text.npos; at = text.find(handler, at + 1)) {
        const auto body = block_from(text, at + handler.size() - 1);
        if (body.find("throw;") == body.npos && body.find("current_exception()") == body.npos)
            findings.push_back(source.at(line_of(text, at)) +
                               "catch (...): catch what you can name, or pass it on");
    }
    return findings;
}

}  // namespace ontos::tidy
