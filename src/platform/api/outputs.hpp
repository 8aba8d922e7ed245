#pragma once
// What a handler may answer, and how each becomes a reply.

#include "platform/api/inputs.hpp"

namespace ontos::api {

/// The strong ETag of a JSON answer, quotes included.
std::string etag_of(const json::value& answer);
/// The same of its text.
std::string etag_of_text(std::string_view body);

// What a handler may answer. A plain T is 200, void is 204.

template <class T>
struct Created {
    T value;
};
template <class T>
struct Accepted {
    T value;
};
/// 201 if it was made, 200 if it was there.
template <class T>
struct Upserted {
    T value;
    bool created;
};
/// A list whose next page, if any, is told in a `Link` header.
template <class T>
struct Linked {
    std::vector<T> items;
    std::string next_cursor;  ///< empty: this was the last page
};
/// A stored file, streamed; `etag` without quotes. Range and If-None-Match are honoured.
struct FileReply {
    std::filesystem::path path;
    std::string media_type, etag, file_name;
};
/// Text that is not JSON.
struct TextReply {
    std::string media_type, body;
};

/// An event stream; T is the `data` of each event.
template <class T>
struct EventStream {
    std::shared_ptr<EventFeed> feed;
};

/// How an answer is written: status codes, schema, reply.
template <class T>
struct Output {
    static constexpr std::array statuses{200};
    static json::object schema(json::object& components) { return Codec<T>::schema(components); }
    static Reply reply(const T& value, const Call&);
};

Reply json_reply(int status, const json::value& body);

template <class T>
Reply Output<T>::reply(const T& value, const Call&) {
    return json_reply(200, to_json(value));
}
template <class T>
struct Output<Created<T>> {
    static constexpr std::array statuses{201};
    static json::object schema(json::object& components) { return Output<T>::schema(components); }
    static Reply reply(const Created<T>& out, const Call&) {
        return json_reply(201, to_json(out.value));
    }
};
template <class T>
struct Output<Accepted<T>> {
    static constexpr std::array statuses{202};
    static json::object schema(json::object& components) { return Output<T>::schema(components); }
    static Reply reply(const Accepted<T>& out, const Call&) {
        return json_reply(202, to_json(out.value));
    }
};
template <class T>
struct Output<Upserted<T>> {
    static constexpr std::array statuses{200, 201};
    static json::object schema(json::object& components) { return Output<T>::schema(components); }
    static Reply reply(const Upserted<T>& out, const Call&) {
        return json_reply(out.created ? 201 : 200, to_json(out.value));
    }
};
/// Adds `Link: <same target with cursor=...>; rel="next"`.
Reply linked_reply(const json::value& items, const std::string& next_cursor, const Call& call);
template <class T>
struct Output<Linked<T>> {
    static constexpr std::array statuses{200};
    static json::object schema(json::object& components) {
        return Codec<std::vector<T>>::schema(components);
    }
    static Reply reply(const Linked<T>& out, const Call& call) {
        return linked_reply(to_json(out.items), out.next_cursor, call);
    }
};
template <>
struct Output<void> {
    static constexpr std::array statuses{204};
    static json::object schema(json::object&) { return {}; }
};
template <>
struct Output<FileReply> {
    static constexpr std::array statuses{200, 206};
    static json::object schema(json::object&) { return {}; }
    static Reply reply(const FileReply& out, const Call& call);
};
template <>
struct Output<TextReply> {
    static constexpr std::array statuses{200};
    static json::object schema(json::object&) { return {}; }
    static Reply reply(const TextReply& out, const Call&);
};
template <class T>
struct Output<EventStream<T>> {
    static constexpr std::array statuses{200};
    static constexpr std::string_view media_type = "text/event-stream";
    static json::object schema(json::object& components) { return Codec<T>::schema(components); }
    static Reply reply(const EventStream<T>& out, const Call&) {
        return {.content_type = std::string{media_type},
                .headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}},
                .events = out.feed};
    }
};
/// A reply that was made before: an idempotent replay. Thrown by what finds it, caught by the
/// router, sent as it is.
struct ReadyReply {
    Reply reply;
};

}  // namespace ontos::api
