#pragma once
// libcurl's handles with owners. Only for the sources of this folder.

#include <curl/curl.h>

#include <memory>

namespace ontos {

struct CurlDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(curl_mime* form) const { curl_mime_free(form); }
    void operator()(char* text) const { curl_free(text); }
};
using CurlHandle = std::unique_ptr<CURL, CurlDeleter>;
using CurlForm = std::unique_ptr<curl_mime, CurlDeleter>;
using CurlUrl = std::unique_ptr<CURLU, CurlDeleter>;
using CurlText = std::unique_ptr<char, CurlDeleter>;
using CurlList = std::unique_ptr<curl_slist, CurlDeleter>;

/// A new handle without signals; starts libcurl first, once.
CurlHandle new_curl_handle();

/// Adds a text to a list. The list's address may change.
void append(CurlList& list, const char* text);

}  // namespace ontos
