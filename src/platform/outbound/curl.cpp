// libcurl's handles with owners.
#include "platform/outbound/curl.hpp"

#include <mutex>

#include "platform/base/failure.hpp"

namespace ontos {

CurlHandle new_curl_handle() {
    static std::once_flag started;
    std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    CurlHandle curl{curl_easy_init()};
    check(curl != nullptr, "curl has memory");
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    return curl;
}

void append(CurlList& list, const char* text) {
    auto* longer = curl_slist_append(list.get(), text);
    check(longer != nullptr, "curl has memory for a list");
    static_cast<void>(list.release());
    list.reset(longer);
}

}  // namespace ontos
