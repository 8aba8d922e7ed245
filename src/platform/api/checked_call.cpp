// A typed request: parse, check everything, call, answer.
#include <fmt/format.h>

#include <algorithm>

#include "platform/api/etags.hpp"
#include "platform/api/json_text.hpp"
#include "platform/api/mounted_route.hpp"
#include "platform/api/page_cursor.hpp"
#include "platform/api/url_text.hpp"
#include "platform/base/text.hpp"

namespace ontos::api {
namespace {

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

/// Whether a Content-Type is this media type, in UTF-8 if it names a charset.
bool is_media_type(std::string_view content_type, std::string_view wanted) {
    auto parameters = content_type;
    const auto type = trimmed(parameters.substr(0, parameters.find(';')));
    if (!same_ignoring_case(type, wanted)) return false;
    while (parameters.find(';') != parameters.npos) {
        parameters.remove_prefix(parameters.find(';') + 1);
        const auto parameter = trimmed(parameters.substr(0, parameters.find(';')));
        const auto equals = parameter.find('=');
        if (equals == parameter.npos || !same_ignoring_case(parameter.substr(0, equals), "charset"))
            continue;
        auto charset = parameter.substr(equals + 1);
        if (charset.size() >= 2 && charset.starts_with('"'))
            charset = charset.substr(1, charset.size() - 2);
        return same_ignoring_case(charset, "utf-8") || same_ignoring_case(charset, "utf8");
    }
    return true;
}

void require_media_type(const RequestHead& head, std::string_view wanted) {
    const auto content_type = head.headers.find("Content-Type").value_or("");
    if (is_media_type(content_type, wanted)) return;
    throw Failure{FailureKind::unsupported_media,
                  content_type.empty()
                      ? fmt::format("The body must be {}, but Content-Type is missing.", wanted)
                      : fmt::format("The body must be {} in UTF-8, found Content-Type {}.", wanted,
                                    shortened(content_type))}
        .hint(fmt::format("Send Content-Type: {}.", wanted));
}

/// The members of one part of the request, typed and checked.
json::object checked_part(const Schema& schema, const NamedTexts& texts, std::string_view part,
                          Violations& out) {
    auto object = typed_members(schema, texts, part, out);
    check_value(schema, object, part, out);
    return object;
}

NamedTexts path_texts(const MountedRoute& route, std::span<const std::string> values) {
    NamedTexts texts;
    for (std::size_t i = 0; i < values.size(); ++i)
        texts.emplace_back(route.placeholders[i], values[i]);
    return texts;
}

NamedTexts query_texts(const RequestHead& head) {
    auto texts = parse_query(head.query());
    if (!texts) throw Failure{FailureKind::invalid, "The query is not percent-encoded UTF-8 text."};
    return std::move(*texts);
}

NamedTexts header_texts(const Schema& schema, const HeaderView& headers) {
    NamedTexts texts;
    for (const auto& [name, member] : schema.properties) {
        const auto text = headers.find(header_name(name));
        if (!text) continue;
        if (!is_utf8(*text))
            throw Failure{FailureKind::invalid,
                          fmt::format("The header {} is not UTF-8 text.", header_name(name))};
        texts.emplace_back(name, *text);
    }
    return texts;
}

json::value json_body(const MountedRoute& route, const Request& request, int depth_max,
                      Violations& out) {
    if (request.body.empty()) {
        if (route.inputs.body_required) out.add("/body", "a JSON body is required");
        return nullptr;
    }
    require_media_type(request.head, "application/json");
    auto body = parse_json(request.body, depth_max);
    check_value(*route.body_schema, body, "body", out);
    return body;
}

json::value form_body(const MountedRoute& route, const Request& request, Violations& out) {
    require_media_type(request.head, "multipart/form-data");
    NamedTexts texts;
    for (const auto& part : request.form) {
        if (part.file) continue;
        if (!is_utf8(part.name) || !is_utf8(part.text))
            throw Failure{FailureKind::invalid,
                          "A part of the form is not UTF-8 text; send files with a file name."};
        texts.emplace_back(part.name, part.text);
    }
    auto form = typed_members(*route.body_schema, texts, "body", out);
    for (const auto& part : request.form) {
        if (!part.file) continue;
        if (!form.emplace(part.name, to_json(*part.file)).second)
            out.add("/body/" + shortened(part.name), "must be given once");
    }
    check_value(*route.body_schema, form, "body", out);
    return form;
}

json::value checked_body(const MountedRoute& route, const Request& request, int depth_max,
                         Violations& out) {
    switch (route.inputs.body_kind) {
        case Inputs::BodyKind::json:
            return json_body(route, request, depth_max, out);
        case Inputs::BodyKind::form:
            return form_body(route, request, out);
        case Inputs::BodyKind::none:
        case Inputs::BodyKind::raw:
            break;
    }
    return nullptr;
}

Failure refusal(std::vector<Violation> broken) {
    const bool is_of_cursor = broken.size() == 1 && broken.front().where == "/query/cursor";
    return is_of_cursor ? invalid_cursor() : broken_rules(std::move(broken));
}

bool is_json_answer(const MountedRoute& route, const Reply& reply) {
    return route.method == Method::get && reply.status == 200 &&
           reply.content_type == "application/json";
}

/// The ETag of a read, and 304 for a client that holds it.
Reply with_etag(Reply reply, const RequestHead& head) {
    auto etag = etag_of_text(reply.body);
    if (names_etag(head.headers.find("If-None-Match").value_or(""), etag, Comparison::weak))
        reply = {.status = 304, .content_type = {}, .headers = std::move(reply.headers)};
    reply.headers.emplace_back("ETag", std::move(etag));
    return reply;
}

}  // namespace

std::string header_name(std::string_view member) {
    std::string name{member};
    bool starts_word = true;
    for (auto& c : name) {
        if (c == '_')
            c = '-';
        else if (starts_word)
            c = to_upper(c);
        starts_word = c == '-';
    }
    return name;
}

Reply call_checked(const MountedRoute& route, std::span<const std::string> path_values,
                   const Request& request, int depth_max) {
    Violations broken;
    Call call{request, {}, {}, {}, {}, route.name};
    call.path = checked_part(*route.path_schema, path_texts(route, path_values), "path", broken);
    call.query = checked_part(*route.query_schema, query_texts(request.head), "query", broken);
    call.headers =
        checked_part(*route.headers_schema,
                     header_texts(*route.headers_schema, request.head.headers), "header", broken);
    call.body = checked_body(route, request, depth_max, broken);
    if (!broken.empty()) throw refusal(std::move(broken).take());
    auto reply = route.operation->call(route.service, call);
    return is_json_answer(route, reply) ? with_etag(std::move(reply), request.head)
                                        : std::move(reply);
}

}  // namespace ontos::api
