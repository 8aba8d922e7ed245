#pragma once
// The log: one line an event, as text for people or as JSON for programs, on standard error.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace ontos {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { text, json };

/// Set once, before the threads start.
void start_logging(LogLevel level, LogFormat format);

/// A name and a value of an event: `{"endpoint", name}`, `{"duration_ms", 12.5}`.
struct LogField {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double> value;

    LogField(std::string_view field, std::string_view text) : name{field}, value{text} {}
    LogField(std::string_view field, const std::string& text)
        : name{field}, value{std::string_view{text}} {}
    LogField(std::string_view field, const char* text)
        : name{field}, value{std::string_view{text}} {}
    LogField(std::string_view field, double number) : name{field}, value{number} {}
    template <class Integer>
        requires std::is_integral_v<Integer>
    LogField(std::string_view field, Integer number)
        : name{field}, value{static_cast<std::int64_t>(number)} {}
};

/// One event: a short fixed sentence and its fields. Thread safe. Never pass a secret.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

inline void log_info(std::string_view event, std::initializer_list<LogField> fields = {}) {
    log(LogLevel::info, event, fields);
}
inline void log_warning(std::string_view event, std::initializer_list<LogField> fields = {}) {
    log(LogLevel::warning, event, fields);
}
inline void log_error(std::string_view event, std::initializer_list<LogField> fields = {}) {
    log(LogLevel::error, event, fields);
}

}  // namespace ontos
