// multipart/form-data, taken apart as it arrives.
#include "platform/http/multipart.hpp"

#include <algorithm>

#include "platform/api/url_text.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos::http {
namespace {

constexpr std::size_t max_part_head_bytes = 8u << 10;
constexpr std::size_t max_preamble_bytes = 8u << 10;
constexpr std::size_t max_boundary_bytes = 70;  // RFC 2046

[[noreturn]] void refuse_form(std::string_view what) {
    throw Failure{FailureKind::invalid,
                  "The multipart body is malformed: " + std::string{what} + "."}
        .code("bad_multipart");
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// A token, or a quoted string whose backslashes are taken away; `rest` moves behind it.
std::string take_value(std::string_view& rest) {
    if (rest.empty() || rest.front() != '"') {
        const auto end = std::min(rest.find(';'), rest.size());
        const std::string value{trimmed(rest.substr(0, end))};
        rest.remove_prefix(end);
        return value;
    }
    std::string value;
    for (rest.remove_prefix(1); !rest.empty() && rest.front() != '"'; rest.remove_prefix(1)) {
        // Browsers do not escape backslashes of file names: only \" and \\ are escapes.
        if (rest.size() > 1 && rest[0] == '\\' && (rest[1] == '"' || rest[1] == '\\'))
            rest.remove_prefix(1);
        value.push_back(rest.front());
    }
    if (rest.empty()) refuse_form("a quoted string has no end");
    rest.remove_prefix(1);
    return value;
}

/// A parameter of `form-data; name="a"; filename="b"`.
std::optional<std::string> parameter(std::string_view header, std::string_view wanted) {
    auto rest = header.substr(std::min(header.find(';'), header.size()));
    while (!rest.empty()) {
        rest = trimmed(rest.substr(1));
        const auto equals = std::min(rest.find_first_of("=;"), rest.size());
        const auto name = trimmed(rest.substr(0, equals));
        rest.remove_prefix(equals);
        if (rest.empty() || rest.front() == ';') continue;
        rest = trimmed(rest.substr(1));
        auto value = take_value(rest);
        if (same_ignoring_case(name, wanted)) return value;
        rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    }
    return std::nullopt;
}

bool is_text(std::string_view name) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    return is_utf8(name) && std::ranges::none_of(name, is_control);
}

PartHead read_head(std::string_view block) {
    std::optional<std::string_view> disposition;
    while (!block.empty()) {
        const auto end = block.find("\r\n");
        const auto line = block.substr(0, end);
        block.remove_prefix(end == block.npos ? block.size() : end + 2);
        const auto colon = line.find(':');
        if (colon == line.npos) refuse_form("a part's header line has no colon");
        if (!same_ignoring_case(line.substr(0, colon), "content-disposition")) continue;
        if (disposition) refuse_form("a part has two Content-Disposition headers");
        disposition = trimmed(line.substr(colon + 1));
    }
    if (!disposition ||
        !same_ignoring_case(trimmed(disposition->substr(0, disposition->find(';'))), "form-data"))
        refuse_form("a part has no \"Content-Disposition: form-data\"");
    auto name = parameter(*disposition, "name");
    if (!name || name->empty()) refuse_form("a part has no name");
    auto file_name = parameter(*disposition, "filename");
    if (!is_text(*name) || (file_name && !is_text(*file_name)))
        refuse_form("a part's name is not UTF-8 or has control characters");
    return {std::move(*name), std::move(file_name)};
}

}  // namespace

std::string boundary_of(std::string_view content_type) {
    const auto type = trimmed(content_type.substr(0, content_type.find(';')));
    if (!same_ignoring_case(type, "multipart/form-data"))
        throw Failure{FailureKind::unsupported_media,
                      "Send this as multipart/form-data with a boundary."}
            .code("unsupported_media_type")
            .hint(
                "Each member is a part of the form, not of a JSON object; with curl: -F "
                "member=value, and -F member=@path for a file.");
    auto boundary = parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > max_boundary_bytes ||
        !is_text(*boundary))
        refuse_form("the Content-Type needs a boundary of 1 to 70 characters");
    return std::move(*boundary);
}

MultipartParser::MultipartParser(std::string_view boundary)
    : delimiter_{"\r\n--" + std::string{boundary}}, held_{"\r\n"} {}

void MultipartParser::feed(std::string_view bytes, MultipartSink& sink) {
    held_.append(bytes);
    while (step(sink)) continue;
    held_.erase(0, used_);
    used_ = 0;
}

void MultipartParser::finish() const {
    if (state_ != State::epilogue) refuse_form("it ends before its last boundary");
}

bool MultipartParser::step(MultipartSink& sink) {
    switch (state_) {
        case State::preamble:
            return skip_preamble();
        case State::after_boundary:
            return read_boundary_end();
        case State::part_head:
            return read_part_head(sink);
        case State::part_body:
            return read_part_body(sink);
        case State::epilogue:
            used_ = held_.size();
            return false;
    }
    return false;
}

bool MultipartParser::skip_preamble() {
    const auto at = rest().find(delimiter_);
    if (at == std::string_view::npos) {
        if (rest().size() > max_preamble_bytes) refuse_form("its boundary is not there");
        return false;
    }
    used_ += at + delimiter_.size();
    state_ = State::after_boundary;
    return true;
}

bool MultipartParser::read_boundary_end() {
    const auto bytes = rest();
    if (bytes.size() < 2) return false;
    if (bytes.starts_with("--")) {
        state_ = State::epilogue;
        return true;
    }
    const auto end = bytes.find_first_not_of(" \t");  // RFC 2046 lets boundaries be padded
    if (end == bytes.npos || bytes.size() < end + 2) {
        if (bytes.size() > max_boundary_bytes) refuse_form("a boundary's line does not end");
        return false;
    }
    if (!bytes.substr(end).starts_with("\r\n")) refuse_form("a boundary is followed by other text");
    used_ += end;  // the line's end stays: a part without headers begins with an empty line
    state_ = State::part_head;
    return true;
}

bool MultipartParser::read_part_head(MultipartSink& sink) {
    const auto bytes = rest();
    const auto end = bytes.find("\r\n\r\n");
    if (std::min(end, bytes.size()) > max_part_head_bytes)
        refuse_form("a part's headers are too large");
    if (end == bytes.npos) return false;
    if (end == 0) refuse_form("a part has no headers");
    auto head = read_head(bytes.substr(2, end - 2));
    used_ += end + 4;
    state_ = State::part_body;
    sink.begin_part(std::move(head));
    return true;
}

bool MultipartParser::read_part_body(MultipartSink& sink) {
    const auto bytes = rest();
    const auto at = bytes.find(delimiter_);
    if (at != bytes.npos) {
        used_ += at + delimiter_.size();
        state_ = State::after_boundary;
        if (at > 0) sink.add_to_part(bytes.substr(0, at));
        sink.end_part();
        return true;
    }
    // What could be the beginning of a delimiter waits for the next bytes.
    if (bytes.size() < delimiter_.size()) return false;
    const auto sure = bytes.size() - (delimiter_.size() - 1);
    used_ += sure;
    sink.add_to_part(bytes.substr(0, sure));
    return false;
}

}  // namespace ontos::http
