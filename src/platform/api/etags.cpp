// Whether what a client holds is what there is.
#include "platform/api/etags.hpp"

namespace ontos::api {
namespace {

std::string_view trimmed_tag(std::string_view text) {
    constexpr std::string_view space = " \t";
    const auto first = text.find_first_not_of(space);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

}  // namespace

bool names_etag(std::string_view header, std::string_view etag, Comparison comparison) {
    while (!header.empty()) {
        const auto comma = header.find(',');
        auto one = trimmed_tag(header.substr(0, comma));
        header.remove_prefix(comma == header.npos ? header.size() : comma + 1);
        if (one == "*") return true;
        if (one.starts_with("W/")) {
            if (comparison == Comparison::strong) continue;
            one.remove_prefix(2);
        }
        if (one == etag) return true;
    }
    return false;
}

}  // namespace ontos::api
