// The log: one line an event on standard error.
#include "platform/base/logging.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <iterator>
#include <memory>

#include "platform/base/clock.hpp"
#include "platform/base/text.hpp"
#include "platform/base/time_text.hpp"

namespace ontos {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "DEBUG";
        case LogLevel::info:
            return "INFO";
        case LogLevel::warning:
            return "WARNING";
        case LogLevel::error:
            return "ERROR";
    }
    return "ERROR";
}

LogFormat& chosen_format() {
    static LogFormat format = LogFormat::text;
    return format;
}

/// Escapes what would break a line or a JSON text, so that a client cannot forge an event; a byte
/// that is no UTF-8 becomes U+FFFD.
void append_escaped(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const char c = text.front();
        const auto length = utf8_length(text);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += length == 0 ? "\xEF\xBF\xBD" : text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
}

void append_value(std::string& out, const LogField& field) {
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
        out += '"';
        append_escaped(out, *text);
        out += '"';
    } else if (const auto* integer = std::get_if<std::int64_t>(&field.value)) {
        fmt::format_to(std::back_inserter(out), "{}", *integer);
    } else {
        fmt::format_to(std::back_inserter(out), "{:.6g}", std::get<double>(field.value));
    }
}

std::string as_json(LogLevel level, std::string_view event,
                    std::initializer_list<LogField> fields) {
    std::string line = fmt::format(R"({{"time":"{}","level":"{}","event":")",
                                   to_rfc3339(SystemClock{}.now()), name_of(level));
    append_escaped(line, event);
    line += '"';
    for (const auto& field : fields) {
        fmt::format_to(std::back_inserter(line), ",\"{}\":", field.name);
        append_value(line, field);
    }
    return line + '}';
}

std::string as_text(LogLevel level, std::string_view event,
                    std::initializer_list<LogField> fields) {
    std::string line = fmt::format("{} {:<7} ", to_rfc3339(SystemClock{}.now()), name_of(level));
    append_escaped(line, event);
    for (const auto& field : fields) {
        fmt::format_to(std::back_inserter(line), " {}=", field.name);
        append_value(line, field);
    }
    return line;
}

}  // namespace

void start_logging(LogLevel level, LogFormat format) {
    chosen_format() = format;
    const auto logger = std::make_shared<spdlog::logger>(
        "ontos", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern("%v");
    logger->set_level(level_of(level));
    logger->flush_on(spdlog::level::debug);
    spdlog::set_default_logger(logger);
}

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    auto* logger = spdlog::default_logger_raw();
    if (!logger->should_log(level_of(level))) return;
    logger->log(level_of(level), "{}",
                chosen_format() == LogFormat::json ? as_json(level, event, fields)
                                                   : as_text(level, event, fields));
}

}  // namespace ontos
