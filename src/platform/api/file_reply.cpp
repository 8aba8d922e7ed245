// A stored file as an answer: whole, a range of it, or "you have it".
#include <charconv>

#include "platform/api/etags.hpp"
#include "platform/api/problem.hpp"
#include "platform/api/route.hpp"

namespace ontos::api {
namespace {

struct Range {
    std::uint64_t first = 0, length = 0;
};

enum class RangeKind { none, one, unsatisfiable };

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t value = 0;
    const auto end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || text.empty()) return std::nullopt;
    return value;
}

/// Several ranges, other units and what is broken are ignored, as RFC 9110 allows.
RangeKind range_in(std::string_view header, std::uint64_t size, Range& out) {
    if (!header.starts_with("bytes=")) return RangeKind::none;
    header.remove_prefix(6);
    const auto dash = header.find('-');
    if (dash == header.npos) return RangeKind::none;
    const auto first = number_in(header.substr(0, dash));
    const auto last = number_in(header.substr(dash + 1));
    if (dash == 0) {
        if (!last) return RangeKind::none;
        if (*last == 0 || size == 0) return RangeKind::unsatisfiable;
        out.length = std::min(*last, size);
        out.first = size - out.length;
        return RangeKind::one;
    }
    if (!first || (!last && dash + 1 != header.size())) return RangeKind::none;
    if (last && *last < *first) return RangeKind::none;
    if (*first >= size) return RangeKind::unsatisfiable;
    out.first = *first;
    out.length = std::min(last.value_or(size - 1), size - 1) - *first + 1;
    return RangeKind::one;
}

/// A file name that cannot break out of its header.
std::string disposition_of(const std::string& file_name) {
    std::string safe;
    for (const char c : file_name) safe += c < 0x20 || c > 0x7E || c == '"' || c == '\\' ? '_' : c;
    return "attachment; filename=\"" + safe + '"';
}

Reply unsatisfiable(std::uint64_t size, const RequestHead& head) {
    auto reply = problem_reply({.detail = "The range lies behind the end of the file, which has " +
                                          std::to_string(size) + " bytes.",
                                .title = {},
                                .status = 416,
                                .code = "range_not_satisfiable",
                                .request_id = {},
                                .hint = {},
                                .incident_id = {},
                                .errors = {}},
                               head);
    reply.headers.emplace_back("Content-Range", "bytes */" + std::to_string(size));
    return reply;
}

}  // namespace

Reply Output<FileReply>::reply(const FileReply& out, const Call& call) {
    const auto& headers = call.request.head.headers;
    const auto etag = '"' + out.etag + '"';
    const auto size = std::filesystem::file_size(out.path);
    if (names_etag(headers.find("If-None-Match").value_or(""), etag, Comparison::weak))
        return {.status = 304, .content_type = {}, .headers = {{"ETag", etag}}};

    Range range;
    const bool same = headers.find("If-Range").value_or(etag) == etag;
    const auto kind =
        same ? range_in(headers.find("Range").value_or(""), size, range) : RangeKind::none;
    if (kind == RangeKind::unsatisfiable) return unsatisfiable(size, call.request.head);
    if (kind == RangeKind::none) range = {0, size};
    Reply reply{.status = kind == RangeKind::one ? 206 : 200,
                .content_type = out.media_type,
                .headers = {{"ETag", etag},
                            {"Accept-Ranges", "bytes"},
                            {"Content-Disposition", disposition_of(out.file_name)}},
                .file = FileBody{out.path, range.first, range.length}};
    if (kind == RangeKind::one)
        reply.headers.emplace_back("Content-Range",
                                   "bytes " + std::to_string(range.first) + '-' +
                                       std::to_string(range.first + range.length - 1) + '/' +
                                       std::to_string(size));
    return reply;
}

}  // namespace ontos::api
