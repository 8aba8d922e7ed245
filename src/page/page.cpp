// What a browser sees.
#include "page/page.hpp"

#include <algorithm>
#include <array>

#include "platform/api/etags.hpp"
#include "platform/base/hash.hpp"
#include "platform/compression/compression.hpp"

namespace ontos {
namespace {

constexpr std::string_view assets_prefix = "/assets/";
constexpr std::string_view gzip_suffix = ".gz", brotli_suffix = ".br";

std::string_view content_type_of(std::string_view path) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> types{
        {{".html", "text/html; charset=utf-8"},
         {".css", "text/css; charset=utf-8"},
         {".js", "text/javascript; charset=utf-8"},
         {".svg", "image/svg+xml"},
         {".json", "application/json"},
         {".txt", "text/plain; charset=utf-8"}}};
    for (const auto& [ending, type] : types)
        if (path.ends_with(ending)) return type;
    check(false, "an embedded file has a known ending");
    return {};
}

/// Everything comes from our own files; nothing stands in the HTML.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Swagger UI and Redoc put their styles into the page, and Redoc searches in a worker made of a
/// blob; scripts come from our own files only.
constexpr std::string_view reference_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self' data:; worker-src blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

std::string etag_of_bytes(std::string_view bytes) { return sha256_hex(bytes).substr(0, 32); }

}  // namespace

Page::Page(std::string document) : document_{std::move(document)} {
    for (const auto& file : page_files()) add_file(file, Kind::changing);
    for (const auto& file : docs_files()) add_file(file, Kind::lasting);
    for (const auto& file : web_files())
        add_file(file, file.path.starts_with("index.html") ? Kind::changing : Kind::lasting);
    add_page("/", "index.html", page_policy);
    add_page("/docs", "docs.html", reference_policy);
    add_page("/redoc", "redoc.html", reference_policy);
    assets_["/favicon.ico"] = assets_.at("/assets/favicon.svg");
    assets_["/openapi.json"] = {.kind = Kind::changing,
                                .content_type = "application/json",
                                .etag = etag_of_bytes(document_),
                                .policy = {},
                                .plain = document_,
                                .gzipped = {},
                                .brotlied = {}};
    for (auto& [path, asset] : assets_) compress(asset);
}

void Page::add_file(const EmbeddedFile& file, Kind kind) {
    const bool is_gzipped = file.path.ends_with(gzip_suffix);
    const bool is_brotlied = file.path.ends_with(brotli_suffix);
    auto name = file.path;
    if (is_gzipped || is_brotlied) name.remove_suffix(gzip_suffix.size());
    auto& asset = assets_[std::string{assets_prefix} + std::string{name}];
    asset.kind = kind;
    asset.content_type = content_type_of(name);
    (is_gzipped ? asset.gzipped : is_brotlied ? asset.brotlied : asset.plain) = file.bytes;
    // The name of a lasting file holds its version, so that its megabytes need not be hashed.
    asset.etag = kind == Kind::lasting ? std::string{name} : etag_of_bytes(file.bytes);
}

/// What was not compressed when the program was built: small, but for the document.
void Page::compress(Asset& asset) {
    if (!asset.gzipped.empty()) return;
    const auto keep = [&](std::string made) -> std::string_view {
        if (made.size() >= asset.plain.size()) return {};
        return compressed_.emplace_back(std::move(made));
    };
    asset.gzipped = keep(gzip(asset.plain));
    asset.brotlied = keep(brotli(asset.plain));
}

void Page::add_page(const std::string& path, std::string_view file, std::string_view policy) {
    const auto from = assets_.find(std::string{assets_prefix} + std::string{file});
    check(from != assets_.end(), "the page's HTML is in the binary");
    auto asset = std::move(from->second);
    assets_.erase(from);
    asset.kind = Kind::html;
    asset.policy = policy;
    assets_[path] = std::move(asset);
}

Page::Form Page::Asset::best_for(std::string_view accept_encoding) const {
    if (!brotlied.empty() && accepts_coding(accept_encoding, "br")) return {brotlied, "br"};
    if (!gzipped.empty() && accepts_coding(accept_encoding, "gzip")) return {gzipped, "gzip"};
    return {plain, ""};
}

api::Reply Page::answer(api::RawCall& call) {
    const auto& head = call.request.head;
    const auto known = assets_.find(head.path());
    const auto& asset = known == assets_.end() ? assets_.at("/") : known->second;
    const auto [body, coding] = asset.best_for(head.headers.find("Accept-Encoding").value_or(""));
    const auto etag = '"' + asset.etag + (coding.empty() ? "" : "-") + std::string{coding} + '"';
    api::Reply reply{.headers = {{"ETag", etag},
                                 {"X-Content-Type-Options", "nosniff"},
                                 {"Cache-Control", asset.kind == Kind::lasting
                                                       ? "public, max-age=31536000, immutable"
                                                       : "no-cache"}}};
    if (!asset.gzipped.empty()) reply.headers.emplace_back("Vary", "Accept-Encoding");
    if (api::names_etag(head.headers.find("If-None-Match").value_or(""), etag,
                        api::Comparison::weak)) {
        reply.status = 304;
        reply.content_type = {};
        return reply;
    }
    reply.content_type = asset.content_type;
    reply.static_body = body;
    if (!coding.empty()) reply.headers.emplace_back("Content-Encoding", coding);
    if (asset.kind == Kind::html) {
        reply.headers.emplace_back("Content-Security-Policy", asset.policy);
        reply.headers.emplace_back("Referrer-Policy", "no-referrer");
    }
    return reply;
}

std::vector<std::string> Page::paths() const {
    std::vector<std::string> out;
    for (const auto& [path, asset] : assets_) out.push_back(path);
    return out;
}

void mount(api::Router& router, Page& page) {
    const auto route = [&](const std::string& path) {
        return api::RawRoute{.method = api::Method::get,
                             .path = '/' + path,
                             .name = "show_page",
                             .summary = "A file of the page.",
                             .right = api::Right::anyone,
                             .body = {},
                             .handler = &page,
                             .description = {}};
    };
    for (const auto& path : page.paths()) router.mount(route(path), "Page");
    router.set_fallback(route("/"));
}

}  // namespace ontos
