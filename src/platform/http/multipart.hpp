#pragma once
// multipart/form-data (RFC 7578), taken apart as it arrives.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ontos::http {

/// What a part says of itself.
struct PartHead {
    std::string name;
    std::optional<std::string> file_name;  ///< as the client named it: text, never a path of ours
};

/// Told of what is found, in order. May throw: the parser is then of no use any more.
class MultipartSink {
public:
    virtual ~MultipartSink() = default;
    virtual void begin_part(PartHead head) = 0;
    virtual void add_to_part(std::string_view bytes) = 0;
    virtual void end_part() = 0;
};

/// The boundary of a `multipart/form-data` content type. Throws Failure{unsupported_media} for
/// another type, Failure{invalid} for a boundary that is missing or not 1 to 70 characters.
std::string boundary_of(std::string_view content_type);

/// Owned by one thread. Holds back at most a part's header block or one boundary.
class MultipartParser {
public:
    explicit MultipartParser(std::string_view boundary);

    /// Bytes as they come, cut anywhere. Throws Failure{invalid}.
    void feed(std::string_view bytes, MultipartSink& sink);
    /// The body has ended. Throws Failure{invalid} unless the last boundary was seen.
    void finish() const;

private:
    enum class State { preamble, after_boundary, part_head, part_body, epilogue };
    /// False: more bytes are needed.
    bool step(MultipartSink& sink);
    bool skip_preamble();
    bool read_boundary_end();
    bool read_part_head(MultipartSink& sink);
    bool read_part_body(MultipartSink& sink);
    std::string_view rest() const { return std::string_view{held_}.substr(used_); }

    const std::string delimiter_;  ///< "\r\n--" and the boundary
    State state_ = State::preamble;
    std::string held_;
    std::size_t used_ = 0;
};

}  // namespace ontos::http
