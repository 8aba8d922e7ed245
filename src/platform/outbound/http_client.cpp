// HTTP requests to other servers, over libcurl.
#include "platform/outbound/http_client.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <unistd.h>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"
#include "platform/outbound/curl.hpp"

namespace ontos {
namespace {

struct Transfer {
    const OutboundRequest& request;
    OutboundReply reply;
    std::string host, refused_address;
    bool is_cut = false;
};

std::size_t take_body(char* data, std::size_t, std::size_t size, void* to) {
    auto& transfer = *static_cast<Transfer*>(to);
    const auto room = transfer.request.reply_max - transfer.reply.body.size();
    transfer.is_cut = size > room;
    if (transfer.is_cut && !transfer.request.cut_reply) return 0;
    transfer.reply.body.append(data, std::min<std::size_t>(size, room));
    return transfer.is_cut ? 0 : size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* to) {
    const std::string_view line{data, size};
    const auto colon = line.find(':');
    if (colon == line.npos) return size;
    auto value = line.substr(colon + 1);
    const auto first = value.find_first_not_of(" \t\r\n");
    const auto last = value.find_last_not_of(" \t\r\n");
    value = first == value.npos ? std::string_view{} : value.substr(first, last - first + 1);
    static_cast<Transfer*>(to)->reply.headers[lower_case(line.substr(0, colon))] = value;
    return size;
}

int report_progress(void* of, curl_off_t, curl_off_t, curl_off_t total, curl_off_t sent) {
    const auto& request = static_cast<Transfer*>(of)->request;
    if (request.progress && total > 0)
        request.progress(static_cast<std::uint64_t>(sent), static_cast<std::uint64_t>(total));
    return request.is_cancelled && request.is_cancelled() ? 1 : 0;
}

void set_progress(CURL* curl, Transfer& transfer) {
    const bool is_wanted = transfer.request.progress || transfer.request.is_cancelled;
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, is_wanted ? 0L : 1L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, report_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
}

/// The address that libcurl is about to connect to, as text.
std::string address_text(const curl_sockaddr& address) {
    char text[INET6_ADDRSTRLEN] = "";
    if (address.family == AF_INET)
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address.addr).sin_addr, text,
                  sizeof text);
    else if (address.family == AF_INET6)
        // libcurl reserves room for every kind of address behind `addr`.
        inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(&address.addr)->sin6_addr, text,
                  sizeof text);
    return text;
}

/// Judges the very address that is connected to: no second resolution can slip another one in.
curl_socket_t open_allowed(void* of, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(of);
    const auto text = address_text(*address);
    const auto parsed = parse_address(text);
    if (!parsed || !transfer.request.guard->allows(transfer.host, *parsed)) {
        transfer.refused_address = text;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void set_guard(CURL* curl, Transfer& transfer) {
    if (transfer.request.guard == nullptr) return;
    if (const auto url = parse_url(transfer.request.url)) transfer.host = url->host;
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_allowed);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
}

void set_receivers(CURL* curl, Transfer& transfer) {
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
}

CurlList header_list(const OutboundRequest& request) {
    CurlList list;
    for (const auto& header : request.headers) append(list, header.c_str());
    return list;
}

CurlForm form_of(CURL* curl, const OutboundRequest& request) {
    CurlForm form{curl_mime_init(curl)};
    for (const auto& part : request.form) {
        auto* made = curl_mime_addpart(form.get());
        curl_mime_name(made, part.name.c_str());
        if (part.file_path.empty())
            curl_mime_data(made, part.text.data(), part.text.size());
        else
            curl_mime_filedata(made, part.file_path.c_str());
    }
    return form;
}

void require_answer(CURLcode code, const char* details, const Transfer& transfer) {
    const auto& request = transfer.request;
    if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && transfer.is_cut && request.cut_reply))
        return;
    if (!transfer.refused_address.empty())
        throw Failure{FailureKind::forbidden,
                      fmt::format("{} resolves to {}, which is an inner address.", transfer.host,
                                  transfer.refused_address)}
            .hint("Name the host or a range in outbound_allow if it may be called.");
    if (code == CURLE_OPERATION_TIMEDOUT)
        throw Failure{FailureKind::timeout, "No answer from " + request.url + " in time."};
    const std::string reason = *details ? details : curl_easy_strerror(code);
    throw Failure{FailureKind::unavailable, "No answer from " + request.url + ": " + reason + '.'};
}

void set_body(CURL* curl, const OutboundRequest& request, const CurlForm& form) {
    if (form) {
        curl_easy_setopt(curl, CURLOPT_MIMEPOST, form.get());
    } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

OutboundReply reply_of(CURL* curl, Transfer& transfer) {
    long status = 0;
    curl_off_t seconds = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds);
    transfer.reply.status = static_cast<int>(status);
    if (seconds > 0) transfer.reply.retry_after = std::chrono::seconds{seconds};
    return std::move(transfer.reply);
}

}  // namespace

OutboundReply send_request(const OutboundRequest& request) {
    const auto curl = new_curl_handle();
    Transfer transfer{request, {}, {}, {}};
    char details[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, details);
    curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    if (!request.ca_file.empty())
        curl_easy_setopt(curl.get(), CURLOPT_CAINFO, request.ca_file.c_str());
    set_receivers(curl.get(), transfer);
    set_progress(curl.get(), transfer);
    set_guard(curl.get(), transfer);
    const auto headers = header_list(request);
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    const auto form = request.form.empty() ? CurlForm{} : form_of(curl.get(), request);
    set_body(curl.get(), request, form);
    require_answer(curl_easy_perform(curl.get()), details, transfer);
    return reply_of(curl.get(), transfer);
}

}  // namespace ontos
