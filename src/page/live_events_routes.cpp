// Where the event stream is found.
#include "page/live_events.hpp"

namespace ontos {
namespace {

constexpr std::array routes{api::get<&LiveEvents::stream_events>(
    "/events", "Follow what changes.", api::Right::known,
    {.description =
         "Server-sent events: one stream for all topics. `endpoints` (right `deploy:read`), "
         "`alerts`, "
         "`requests` (`monitor:read`) and `feedback` (`improve:read`) tell what has changed, "
         "`metrics` (`monitor:read`) tells each second how the endpoints with "
         "traffic do; at most four events a second and topic. Each event has an `id`; send the "
         "last one as `Last-Event-ID` to go on where a stream ended. An event `reset` says that "
         "some were missed: read again what is shown. A comment comes every 15 seconds when "
         "nothing else does."})};

}  // namespace

void mount(api::Router& router, LiveEvents& events) { router.mount(events, routes, "Monitoring"); }

}  // namespace ontos
