#pragma once
// Mail: a message as text, and its way to a mail server over libcurl.

#include <boost/describe/enum.hpp>
#include <chrono>
#include <functional>
#include <string>

#include "platform/base/clock.hpp"

namespace ontos {

/// What a connection that does not start with TLS does before it says anything. `required`: it
/// fails unless the server offers STARTTLS.
BOOST_DEFINE_ENUM_CLASS(SmtpTls, required, opportunistic, none)

struct SmtpServer {
    std::string url;  ///< smtp://host:587, or smtps://host:465 with TLS from the start
    std::string user, password;
    std::string from;
    SmtpTls tls = SmtpTls::required;
    std::string ca_file;  ///< PEM of authorities besides the system's; may be empty
};

/// A message with the same content as plain text and as HTML. Addresses are ASCII; the other texts
/// are UTF-8, and what could end a header line is removed from them.
struct Mail {
    std::string from, to, subject;
    std::string message_id;  ///< without <>
    std::string thread_id;   ///< of the message that all of a thread answer; may be empty
    Timestamp date{};
    std::string text, html;
};

/// RFC 5322 and MIME: multipart/alternative, quoted-printable, lines of at most 78 characters that
/// end in CRLF. The same mail is the same text.
std::string mail_text(const Mail& mail);

/// How it went.
struct MailReply {
    int code = 0;       ///< the server's last reply code; 0 without one
    std::string error;  ///< empty: it was taken
};

/// Gives up at the deadline, and soon after `is_cancelled` says so. Thread safe.
MailReply send_mail(const SmtpServer& server, const Mail& mail, std::chrono::milliseconds timeout,
                    const std::function<bool()>& is_cancelled);

}  // namespace ontos
