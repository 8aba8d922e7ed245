#pragma once
// What a browser sees: the page of web/, the two references, and the files they load. All of it is
// in the binary and asks no other server.

#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "platform/api/router.hpp"
#include "platform/base/embedded.hpp"

namespace ontos {

/// What starts the references, and the icon; Swagger UI and Redoc; what vite made of web/. All are
/// in the binary (src/CMakeLists.txt, cmake/Web.cmake), the last two under names that change with
/// them.
std::span<const EmbeddedFile> page_files();
std::span<const EmbeddedFile> docs_files();
std::span<const EmbeddedFile> web_files();

/// Answers `/`, `/docs`, `/redoc`, `/openapi.json`, `/assets/*` and the icon; by `mount`, also
/// every other GET of a browser outside /api. Constant after construction.
class Page final : public api::RawHandler {
public:
    /// `document` is what /openapi.json answers: so a Page is made when all routes are mounted.
    explicit Page(std::string document);

    Executor* place(api::RawCall&) override { return nullptr; }
    api::Reply answer(api::RawCall& call) override;

    /// The paths that it answers.
    std::vector<std::string> paths() const;

private:
    enum class Kind { html, lasting, changing };

    /// What is sent, and its Content-Encoding; empty: as it is.
    struct Form {
        std::string_view body, coding;
    };
    /// A file in the forms that it can be sent in.
    struct Asset {
        Kind kind = Kind::changing;
        std::string content_type, etag;
        std::string_view policy;  ///< Content-Security-Policy of a page
        std::string_view plain, gzipped, brotlied;

        Form best_for(std::string_view accept_encoding) const;
    };

    void add_file(const EmbeddedFile& file, Kind kind);
    void compress(Asset& asset);
    void add_page(const std::string& path, std::string_view file, std::string_view policy);

    const std::string document_;
    std::deque<std::string> compressed_;  ///< at the start; views into it stay valid
    std::map<std::string, Asset, std::less<>> assets_;
};

/// `page` must outlive the router.
void mount(api::Router& router, Page& page);

}  // namespace ontos
