// The framing of requests, by Beast's parser, kept strict.
#include "platform/http/request_parser.hpp"

#include <algorithm>
#include <cstring>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include "platform/base/text.hpp"
#include "platform/http/protocol_failure.hpp"

namespace ontos::http {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;
using BeastText = boost::beast::string_view;

std::string_view view_of(BeastText text) { return {text.data(), text.size()}; }

[[noreturn]] void refuse_request(std::string detail) {
    throw ProtocolFailure{400, "malformed_request", std::move(detail)};
}

bool starts_like_a_method(std::string_view bytes) {
    return !bytes.empty() && bytes.front() >= 'A' && bytes.front() <= 'Z';
}

void check_first_line(std::string_view bytes, const HeadLimits& limits) {
    if (!starts_like_a_method(bytes))
        refuse_request("The request does not start with a method name.");
    const auto line = bytes.substr(0, bytes.find('\n'));
    const auto method_end = line.find(' ');
    if (method_end > 32 && line.size() > 32) refuse_request("The method name is too long.");
    const auto url = line.substr(std::min(method_end, line.size() - 1) + 1);
    if (url.substr(0, url.find(' ')).size() > limits.url_bytes)
        throw ProtocolFailure{414, "url_too_long",
                              "The URL is longer than " + std::to_string(limits.url_bytes) +
                                  " bytes: shorten it or move its values into a body."};
}

/// Some servers take a lone LF for the end of a line and some do not: so it ends the request here,
/// instead of a wait for an end that never comes.
void check_line_ends(std::string_view head, std::size_t from) {
    for (auto at = head.find('\n', from); at != head.npos; at = head.find('\n', at + 1))
        if (at == 0 || head[at - 1] != '\r')
            refuse_request("A line ends with LF alone: lines end with CRLF.");
}

}  // namespace

std::optional<std::string_view> ParsedHead::find(std::string_view name) const {
    const auto is_it = [&](const HeaderField& field) {
        return same_ignoring_case(field.name, name);
    };
    const auto found = std::ranges::find_if(fields, is_it);
    return found == fields.end() ? std::nullopt : std::optional{found->value};
}

std::size_t ParsedHead::count(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        fields, [&](const HeaderField& field) { return same_ignoring_case(field.name, name); }));
}

api::HeaderView ParsedHead::view() const {
    return {this, [](const void* source, std::string_view name) {
                return static_cast<const ParsedHead*>(source)->find(name);
            }};
}

std::optional<std::size_t> find_head_end(std::string_view bytes, std::size_t scanned,
                                         const HeadLimits& limits) {
    if (bytes.empty()) return std::nullopt;
    check_first_line(bytes, limits);
    const auto from = scanned < 3 ? 0 : scanned - 3;
    const auto end = bytes.find("\r\n\r\n", from);
    check_line_ends(bytes.substr(0, end), from);
    if ((end == bytes.npos ? bytes.size() : end + 4) > limits.header_bytes)
        throw ProtocolFailure{
            431, "headers_too_large",
            "The header block is larger than " + std::to_string(limits.header_bytes) + " bytes."};
    if (end == bytes.npos) return std::nullopt;
    return end + 4;
}

class RequestParser::Beast final : public beast_http::basic_parser<true> {
public:
    explicit Beast(ParsedHead& head) : head_{head} {
        header_limit(1u << 30);  // find_head_end has checked ours
        body_limit(boost::none);
    }

    std::span<char> into;
    std::size_t produced = 0;

private:
    void on_request_impl(beast_http::verb, BeastText method, BeastText target, int version,
                         error_code&) override {
        head_.method = view_of(method);
        head_.target = view_of(target);
        head_.version = version;
    }
    void on_response_impl(int, BeastText, int, error_code&) override {}
    void on_field_impl(beast_http::field, BeastText name, BeastText value, error_code&) override {
        if (is_header_done()) return;  // a trailer
        head_.fields.push_back({view_of(name), view_of(value)});
    }
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(BeastText, error_code&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, BeastText, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, BeastText body, error_code&) override {
        const auto size = std::min(body.size(), into.size() - produced);
        std::memcpy(into.data() + produced, body.data(), size);
        produced += size;
        return size;
    }
    void on_finish_impl(error_code&) override {}

    ParsedHead& head_;
};

RequestParser::RequestParser() = default;
RequestParser::~RequestParser() = default;

namespace {

bool has_folded_line(std::string_view block) {
    for (auto at = block.find("\r\n"); at != block.npos; at = block.find("\r\n", at + 2))
        if (const auto next = block.substr(at + 2, 1); next == " " || next == "\t") return true;
    return false;
}

/// What proxies and servers read in different ways is refused: request smuggling lives there.
void check_framing(const ParsedHead& head) {
    if (head.count("host") > 1) refuse_request("There is more than one Host header.");
    if (head.version == 11 && head.count("host") == 0)
        refuse_request("The Host header is missing.");
    const auto encodings = head.count("transfer-encoding");
    if (encodings == 0) return;
    if (head.find("content-length"))
        refuse_request("Content-Length and Transfer-Encoding exclude each other.");
    if (head.version == 10) refuse_request("HTTP/1.0 has no Transfer-Encoding.");
    if (encodings > 1 || !same_ignoring_case(*head.find("transfer-encoding"), "chunked"))
        throw ProtocolFailure{501, "transfer_encoding_unknown",
                              "The only Transfer-Encoding is chunked."};
}

}  // namespace

const ParsedHead& RequestParser::parse_head(std::string_view block) {
    head_.fields.clear();
    beast_ = std::make_unique<Beast>(head_);
    if (has_folded_line(block)) refuse_request("A header is folded over several lines.");
    error_code error;
    beast_->put(boost::asio::buffer(block.data(), block.size()), error);
    if (error == beast_http::error::bad_version)
        throw ProtocolFailure{505, "http_version", "This server speaks HTTP/1.1 and HTTP/1.0."};
    if (error) refuse_request("The header block is malformed: " + error.message() + ".");
    if (!beast_->is_header_done()) refuse_request("The header block is malformed.");
    check_framing(head_);
    head_.is_chunked = beast_->chunked();
    head_.content_length = beast_->content_length().value_or(0);
    head_.keeps_alive = beast_->keep_alive();
    head_.expects_continue = head_.version == 11 &&
                             same_ignoring_case(head_.find("expect").value_or(""), "100-continue");
    return head_;
}

RequestParser::Decoded RequestParser::decode(std::string_view bytes, std::span<char> into) {
    Decoded out;
    beast_->into = into;
    beast_->produced = 0;
    while (!is_body_done() && out.consumed < bytes.size() && beast_->produced < into.size()) {
        error_code error;
        const auto rest = bytes.substr(out.consumed);
        const auto used = beast_->put(boost::asio::buffer(rest.data(), rest.size()), error);
        out.consumed += used;
        if (error == beast_http::error::need_more) break;
        if (error) refuse_request("The chunked body is malformed: " + error.message() + ".");
    }
    out.produced = beast_->produced;
    return out;
}

bool RequestParser::is_body_done() const { return beast_->is_done(); }

}  // namespace ontos::http
