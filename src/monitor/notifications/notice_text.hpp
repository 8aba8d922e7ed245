#pragma once
// A notice in words: what mails, cards and messages say.

#include "monitor/notifications/notice.hpp"

namespace ontos {

/// "[FIRING] critical: p95 latency of fraud"
std::string title_of(const Notice& notice);

struct Fact {
    std::string name, value;
};
/// What is known, in the order in which it is read: value against threshold, samples and window,
/// endpoint, revision and last deploy, times, labels.
std::vector<Fact> facts_of(const Notice& notice);

/// The runbook first, then the notice's own links; only those to the web.
std::vector<NoticeLink> links_of(const Notice& notice);
/// The first of them that is no runbook: where it comes from. Empty without one.
std::string origin_of(const Notice& notice);

/// At most so many characters, the last of them an ellipsis where it was cut. Broken UTF-8 at the
/// cut cannot arise.
std::string cut(std::string_view text, std::size_t characters_max);

/// The notice with its texts and lists cut: the higher the level (0 to 3), the shorter. At level 3
/// any body that is made of it has less than 8 KiB.
Notice shortened(const Notice& notice, int level);

/// The body of the first level that has at most `bytes_max`.
template <class Render>
std::string fitted(const Notice& notice, std::size_t bytes_max, Render render) {
    constexpr int level_max = 3;
    std::string body;
    for (int level = 0; level <= level_max; ++level) {
        body = render(shortened(notice, level));
        if (body.size() <= bytes_max) break;
    }
    return body;
}

}  // namespace ontos
