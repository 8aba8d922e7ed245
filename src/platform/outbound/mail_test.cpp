// A mail as text, as other programs read it.
#include "platform/outbound/mail.hpp"

#include <gmock/gmock.h>

namespace ontos {
namespace {

using testing::HasSubstr;
using testing::Not;

Mail sample() {
    return {.from = "ontos@example.com",
            .to = "ops@example.com",
            .subject = "[FIRING] p95 latency",
            .message_id = "msg_1@example.com",
            .thread_id = "group@example.com",
            .date = Timestamp{std::chrono::seconds{1'700'000'000}},
            .text = "It is slow.\n.\nvalue = 412,5 ms \n",
            .html = "<p>It is slow.</p>"};
}

TEST(MailText, has_both_parts_and_its_thread) {
    EXPECT_EQ(mail_text(sample()),
              "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"
              "From: ontos@example.com\r\n"
              "To: ops@example.com\r\n"
              "Message-Id: <msg_1@example.com>\r\n"
              "In-Reply-To: <group@example.com>\r\n"
              "References: <group@example.com>\r\n"
              "Subject: [FIRING] p95 latency\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: multipart/alternative;\r\n"
              " boundary=\"ontos_54cb79b69437c3a7e14fb4cde14aec89\"\r\n"
              "\r\n"
              "--ontos_54cb79b69437c3a7e14fb4cde14aec89\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n"
              "\r\n"
              "It is slow.\r\n"
              "=2E\r\n"
              "value =3D 412,5 ms=20\r\n"
              "--ontos_54cb79b69437c3a7e14fb4cde14aec89\r\n"
              "Content-Type: text/html; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n"
              "\r\n"
              "<p>It is slow.</p>\r\n"
              "--ontos_54cb79b69437c3a7e14fb4cde14aec89--\r\n");
}

TEST(MailText, hides_no_header_in_a_subject) {
    auto mail = sample();
    mail.subject = "a\r\nBcc: everyone@example.com\r\n\r\nbody";
    EXPECT_THAT(mail_text(mail), HasSubstr("Subject: a  Bcc: everyone@example.com    body\r\n"));
}

TEST(MailText, writes_a_subject_of_any_language_in_short_lines) {
    auto mail = sample();
    mail.subject = "[FIRING] ";
    for (int i = 0; i < 40; ++i) mail.subject += "\xc3\xbc\xe2\x82\xac";
    const auto text = mail_text(mail);
    EXPECT_THAT(text, HasSubstr("Subject: =?UTF-8?B?"));
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find("\r\n", at);
        ASSERT_NE(end, text.npos);
        EXPECT_LE(end - at, 78u);
        at = end + 2;
    }
}

TEST(MailText, breaks_long_lines_and_keeps_what_they_say) {
    auto mail = sample();
    mail.text = std::string(200, 'x') + " = \n";
    const auto text = mail_text(mail);
    EXPECT_THAT(text, HasSubstr(std::string(75, 'x') + "=\r\n" + std::string(75, 'x') + "=\r\n" +
                                std::string(50, 'x') + " =3D=20\r\n"));
}

TEST(MailText, has_no_line_that_is_a_dot) {
    EXPECT_THAT(mail_text(sample()), Not(HasSubstr("\r\n.\r\n")));
    EXPECT_THAT(mail_text(sample()), HasSubstr("\r\n=2E\r\n"));
}

}  // namespace
}  // namespace ontos
