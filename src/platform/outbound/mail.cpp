// Mail to a server, over libcurl.
#include "platform/outbound/mail.hpp"

#include <algorithm>
#include <cstring>

#include "platform/outbound/curl.hpp"

namespace ontos {
namespace {

/// What libcurl has not read yet.
struct Upload {
    std::string_view rest;
};

std::size_t give(char* to, std::size_t, std::size_t room, void* from) {
    auto& rest = static_cast<Upload*>(from)->rest;
    const auto size = std::min(room, rest.size());
    std::memcpy(to, rest.data(), size);
    rest.remove_prefix(size);
    return size;
}

int stop_if_cancelled(void* is_cancelled, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto& asks = *static_cast<const std::function<bool()>*>(is_cancelled);
    return asks && asks() ? 1 : 0;
}

long use_ssl(SmtpTls tls) {
    switch (tls) {
        case SmtpTls::required:
            return CURLUSESSL_ALL;
        case SmtpTls::opportunistic:
            return CURLUSESSL_TRY;
        case SmtpTls::none:
            return CURLUSESSL_NONE;
    }
    return CURLUSESSL_ALL;
}

void set_server(CURL* curl, const SmtpServer& server) {
    curl_easy_setopt(curl, CURLOPT_URL, server.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, use_ssl(server.tls));
    if (!server.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, server.ca_file.c_str());
    if (server.user.empty()) return;
    curl_easy_setopt(curl, CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, server.password.c_str());
}

}  // namespace

MailReply send_mail(const SmtpServer& server, const Mail& mail, std::chrono::milliseconds timeout,
                    const std::function<bool()>& is_cancelled) {
    const auto curl = new_curl_handle();
    const auto text = mail_text(mail);
    Upload upload{text};
    CurlList recipients;
    append(recipients, ('<' + mail.to + '>').c_str());
    char details[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, details);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    set_server(curl.get(), server);
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, ('<' + mail.from + '>').c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, &upload);
    curl_easy_setopt(curl.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl.get(), CURLOPT_XFERINFOFUNCTION, stop_if_cancelled);
    curl_easy_setopt(curl.get(), CURLOPT_XFERINFODATA, &is_cancelled);

    const auto result = curl_easy_perform(curl.get());
    long code = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &code);
    if (result == CURLE_OK) return {static_cast<int>(code), {}};
    return {static_cast<int>(code), *details ? details : curl_easy_strerror(result)};
}

}  // namespace ontos
