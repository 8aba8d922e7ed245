// HTTP requests to other servers, over libcurl.
#include "platform/outbound/http_client.hpp"

#include <curl/curl.h>

#include <memory>
#include <mutex>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

struct Deleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(curl_mime* form) const { curl_mime_free(form); }
};
using Handle = std::unique_ptr<CURL, Deleter>;
using HeaderList = std::unique_ptr<curl_slist, Deleter>;
using Mime = std::unique_ptr<curl_mime, Deleter>;

struct Transfer {
    const OutboundRequest& request;
    OutboundReply reply;
};

std::size_t take_body(char* data, std::size_t, std::size_t size, void* to) {
    auto& transfer = *static_cast<Transfer*>(to);
    if (transfer.reply.body.size() + size > transfer.request.reply_max) return 0;
    transfer.reply.body.append(data, size);
    return size;
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
    return 0;
}

void set_progress(CURL* curl, Transfer& transfer) {
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, transfer.request.progress ? 0L : 1L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, report_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
}

void set_receivers(CURL* curl, Transfer& transfer) {
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
}

HeaderList header_list(const OutboundRequest& request) {
    HeaderList list;
    for (const auto& header : request.headers) {
        auto* longer = curl_slist_append(list.get(), header.c_str());
        check(longer != nullptr, "curl has memory for a header");
        static_cast<void>(list.release());
        list.reset(longer);
    }
    return list;
}

Mime form_of(CURL* curl, const OutboundRequest& request) {
    Mime form{curl_mime_init(curl)};
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

void require_answer(CURLcode code, const char* details, const OutboundRequest& request) {
    if (code == CURLE_OK) return;
    if (code == CURLE_OPERATION_TIMEDOUT)
        throw Failure{FailureKind::timeout, "No answer from " + request.url + " in time."};
    const std::string reason = *details ? details : curl_easy_strerror(code);
    throw Failure{FailureKind::unavailable, "No answer from " + request.url + ": " + reason + '.'};
}

}  // namespace

OutboundReply send_request(const OutboundRequest& request) {
    static std::once_flag started;
    std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });

    const Handle curl{curl_easy_init()};
    check(curl != nullptr, "curl has memory");
    Transfer transfer{request, {}};
    char details[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, details);
    curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    set_receivers(curl.get(), transfer);
    set_progress(curl.get(), transfer);
    const auto headers = header_list(request);
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    const auto form = request.form.empty() ? Mime{} : form_of(curl.get(), request);
    if (form) {
        curl_easy_setopt(curl.get(), CURLOPT_MIMEPOST, form.get());
    } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, request.method.c_str());
    require_answer(curl_easy_perform(curl.get()), details, request);
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    transfer.reply.status = static_cast<int>(status);
    return std::move(transfer.reply);
}

}  // namespace ontos
