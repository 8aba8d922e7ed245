#pragma once
// A request and its reply, as the server below and the routes above both see them.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/api/caller.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/text.hpp"

namespace ontos::api {

/// HEAD is matched as get: the server drops the body.
enum class Method { get, post, put, patch, delete_, options, other };

/// Headers without a copy: over the server's own fields, or over a list in tests.
class HeaderView {
public:
    using Find = std::optional<std::string_view> (*)(const void* source, std::string_view name);
    HeaderView(const void* source, Find find_in) : source_{source}, find_{find_in} {}
    /// The name is compared without regard to case; of repeated headers, the first.
    std::optional<std::string_view> find(std::string_view name) const {
        return find_(source_, name);
    }

private:
    const void* source_;
    Find find_;
};

/// Headers as a list: what tests send.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// The list must outlive the view.
inline HeaderView view_of(const HeaderList& list) {
    return {&list,
            [](const void* source, std::string_view name) -> std::optional<std::string_view> {
                for (const auto& [known, value] : *static_cast<const HeaderList*>(source))
                    if (same_ignoring_case(known, name)) return value;
                return std::nullopt;
            }};
}

/// What is known when the header block has arrived. Views live as long as the request.
struct RequestHead {
    Method method = Method::get;
    std::string_view method_text;  ///< "GET"
    std::string_view target;       ///< "/api/v1/audit?limit=5", as sent
    HeaderView headers;
    std::string_view peer;  ///< address of the other end, without port
    std::string_view scheme = "http";
    SteadyTime arrived;       ///< when the header block was complete
    std::string request_id;   ///< given or made; at most 128 printable characters
    std::string traceparent;  ///< given or made (W3C Trace Context)

    std::string_view path() const { return target.substr(0, target.find('?')); }
    std::string_view query() const {
        const auto mark = target.find('?');
        return mark == target.npos ? std::string_view{} : target.substr(mark + 1);
    }
};

/// A part of a multipart body that is a file on disk by now. Removed with the request unless the
/// handler moves it away.
struct UploadedFile {
    std::filesystem::path path;
    std::string file_name;  ///< as the client named it: text, never a path of ours
    std::uint64_t size_bytes = 0;
    std::string sha256;
};

/// A named part of a multipart body: small ones are text, those with a file name are files.
struct FormPart {
    std::string name;
    std::string text;
    std::optional<UploadedFile> file;
};

/// A whole request. `body` has `body_padding` readable bytes behind its end (for simdjson).
struct Request {
    const RequestHead& head;
    const Caller& caller;
    std::string_view body;
    std::span<FormPart> form;

    static constexpr std::size_t body_padding = 64;
};

/// A file, or a range of it, that is streamed as the body.
struct FileBody {
    std::filesystem::path path;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// What an event stream sends: drawn by the connection that sends it, a few times a second, so that
/// a slow client holds nothing but its place. Owned by one I/O thread at a time.
class EventFeed {
public:
    virtual ~EventFeed() = default;
    /// The events since the call before, as text/event-stream; empty if there are none. Nothing:
    /// the stream has ended. Must not block or throw.
    virtual std::optional<std::string> take() noexcept = 0;
};

struct Reply {
    int status = 200;
    std::string content_type = "application/json";
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};
    std::optional<FileBody> file{};
    /// Bytes that outlive the process's requests (embedded assets); used when `body` is empty.
    std::string_view static_body{};
    /// An event stream instead of a body.
    std::shared_ptr<EventFeed> events{};
};

/// How the body of a matched request is to be read.
struct BodyPolicy {
    enum class Kind { none, buffered, form } kind = Kind::none;
    std::uint64_t max_bytes = 0;  ///< of a buffered body, before and after decompression
    /// Limit by part name; a file part that is not named is refused with 400.
    std::vector<std::pair<std::string, std::uint64_t>> file_parts;
};

}  // namespace ontos::api
