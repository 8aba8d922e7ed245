#pragma once
// CSV by RFC 4180, one record after the other, in bounded memory.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/models/files.hpp"

namespace ontos {

/// A field of a line, quoted where it must be.
std::string csv_field(std::string_view text);

/// Fields may be quoted and then hold commas, line ends and doubled quotes. Lines end with LF or
/// CRLF; the last one may end without; empty lines are skipped. Owned by one thread.
class CsvReader {
public:
    static constexpr std::size_t record_bytes_max = 4 << 20;
    static constexpr std::size_t fields_max = 100'000;

    explicit CsvReader(const std::filesystem::path& path);

    /// False at the end of the file. Throws Failure{invalid} that names the line: a quote that is
    /// not closed or stands in an unquoted field, NUL, what is not UTF-8, a record above the
    /// limits.
    bool next(std::vector<std::string>& fields);

    /// Line on which the record that was read last began, counted from 1.
    std::uint64_t line() const { return record_line_; }

private:
    enum class State { field_start, unquoted, quoted, quote_in_quoted };
    enum class Step { go_on, field_ends, record_ends };

    Step consume(char c);
    bool next_record(std::vector<std::string>& fields);
    void end_field(std::vector<std::string>& fields);
    int next_byte();
    [[noreturn]] void refuse(std::string_view why) const;

    Descriptor file_;
    std::vector<char> piece_;
    std::size_t at_ = 0, filled_ = 0;
    std::uint64_t line_ = 1, record_line_ = 0;
    std::size_t record_bytes_ = 0;
    State state_ = State::field_start;
    std::string field_;
};

}  // namespace ontos
