// The names of a notice.
#include "monitor/notifications/notice.hpp"

#include <fmt/format.h>

#include "platform/base/hash.hpp"

namespace ontos {
namespace {

std::string episode(const Notice& notice) {
    return notice.alert_id + '\n' + boost::json::serialize(api::to_json(notice.labels)) + '\n' +
           std::to_string(notice.starts_at.time_since_epoch().count());
}

}  // namespace

std::string dedup_key(const Notice& notice) {
    return "ontos_" + sha256_hex(episode(notice)).substr(0, 32);
}

std::string delivery_id(const Notice& notice, std::string_view destination) {
    return "msg_" +
           sha256_hex(fmt::format("{}\n{}\n{}\n{}", episode(notice), api::to_text(notice.event),
                                  notice.sequence, destination))
               .substr(0, 32);
}

}  // namespace ontos
