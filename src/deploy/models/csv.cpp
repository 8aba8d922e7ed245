// CSV by RFC 4180, one record after the other, in bounded memory.
#include "deploy/models/csv.hpp"

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

constexpr std::size_t csv_piece_bytes = 1 << 16;
constexpr int end_of_file = -1;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return std::string{text};
    std::string out = "\"";
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    return out + '"';
}

CsvReader::CsvReader(const std::filesystem::path& path)
    : file_{open_file(path)}, piece_(csv_piece_bytes) {
    filled_ = read_some(file_, piece_.data(), piece_.size());
    if (std::string_view{piece_.data(), filled_}.starts_with(byte_order_mark))
        at_ = byte_order_mark.size();
}

bool CsvReader::next(std::vector<std::string>& fields) {
    while (next_record(fields))
        if (fields.size() > 1 || !fields.front().empty()) return true;
    return false;
}

bool CsvReader::next_record(std::vector<std::string>& fields) {
    fields.clear();
    record_line_ = line_;
    record_bytes_ = 0;
    for (;;) {
        const int byte = next_byte();
        if (byte == end_of_file) {
            if (state_ == State::quoted) refuse("has a quote that is not closed");
            if (record_bytes_ == 0) return false;
            end_field(fields);
            return true;
        }
        if (++record_bytes_ > record_bytes_max) refuse("is longer than 4 MiB");
        const auto step = consume(static_cast<char>(byte));
        if (step != Step::go_on) end_field(fields);
        if (step == Step::record_ends) return true;
    }
}

CsvReader::Step CsvReader::consume(char c) {
    if (c == '\n') ++line_;
    if (c == '\0') refuse("has a NUL byte");
    if (state_ == State::quoted) {
        if (c == '"')
            state_ = State::quote_in_quoted;
        else
            field_ += c;
        return Step::go_on;
    }
    if (c == ',') return Step::field_ends;
    if (c == '\n') return Step::record_ends;
    if (c == '"' && state_ == State::field_start) {
        state_ = State::quoted;
    } else if (c == '"' && state_ == State::quote_in_quoted) {
        state_ = State::quoted;
        field_ += c;
    } else if (c == '"') {
        refuse("has a quote inside a field that is not quoted");
    } else if (state_ == State::quote_in_quoted) {
        if (c != '\r') refuse("has text behind a closing quote");
    } else {
        state_ = State::unquoted;
        field_ += c;
    }
    return Step::go_on;
}

void CsvReader::end_field(std::vector<std::string>& fields) {
    if (state_ == State::unquoted && field_.ends_with('\r')) field_.pop_back();
    if (!is_utf8(field_)) refuse("is not UTF-8");
    if (fields.size() >= fields_max) refuse("has more than 100,000 fields");
    fields.push_back(std::move(field_));
    field_.clear();
    state_ = State::field_start;
}

int CsvReader::next_byte() {
    if (at_ == filled_) {
        filled_ = read_some(file_, piece_.data(), piece_.size());
        at_ = 0;
        if (filled_ == 0) return end_of_file;
    }
    return static_cast<unsigned char>(piece_[at_++]);
}

void CsvReader::refuse(std::string_view why) const {
    throw Failure{FailureKind::invalid,
                  "line " + std::to_string(record_line_) + " " + std::string{why}};
}

}  // namespace ontos
