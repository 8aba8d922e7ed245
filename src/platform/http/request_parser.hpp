#pragma once
// The framing of requests: header blocks and chunked bodies, by Beast's parser, kept strict.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "platform/api/exchange.hpp"

namespace ontos::http {

struct HeaderField {
    std::string_view name, value;
};

/// A header block. The views are into the block that was parsed.
struct ParsedHead {
    std::string_view method, target;
    int version = 11;  ///< 10 or 11
    std::vector<HeaderField> fields;
    std::uint64_t content_length = 0;  ///< 0 also where the body is chunked
    bool is_chunked = false;
    bool keeps_alive = true;
    bool expects_continue = false;

    std::optional<std::string_view> find(std::string_view name) const;
    std::size_t count(std::string_view name) const;
    bool has_body() const { return is_chunked || content_length > 0; }
    api::HeaderView view() const;
};

struct HeadLimits {
    std::size_t header_bytes = 32u << 10;
    std::size_t url_bytes = 8u << 10;
};

/// Where the header block ends, if it is there: the size up to and with the empty line. `scanned`
/// is how much of `bytes` an earlier call has seen. Throws ProtocolFailure 431 or 414 as soon as a
/// limit is passed, 400 as soon as it cannot be a request.
std::optional<std::size_t> find_head_end(std::string_view bytes, std::size_t scanned,
                                         const HeadLimits& limits);

/// One request after the other. Owned by one thread.
class RequestParser {
public:
    RequestParser();
    ~RequestParser();

    /// Parses a whole header block, which must stay where it is until the next call. Throws
    /// ProtocolFailure for what is malformed, or could be read in two ways by two servers.
    const ParsedHead& parse_head(std::string_view block);

    const ParsedHead& head() const { return head_; }
    /// Forgets the head, whose views are of no use any more.
    void forget() { head_ = {}; }

    struct Decoded {
        std::size_t consumed = 0, produced = 0;
    };
    /// Takes the next bytes of a chunked body apart. Nothing consumed: more bytes are needed.
    /// Trailers are checked and dropped. Throws ProtocolFailure 400.
    Decoded decode(std::string_view bytes, std::span<char> into);
    /// Whether the chunked body has ended.
    bool is_body_done() const;

private:
    class Beast;
    ParsedHead head_;
    std::unique_ptr<Beast> beast_;
};

}  // namespace ontos::http
