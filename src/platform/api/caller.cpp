// Who asks, and what they may do.
#include "platform/api/caller.hpp"

namespace ontos::api {

bool Caller::may(Right right) const {
    if (right == Right::anyone) return true;
    if (right == Right::known)
        return kind == CallerKind::local || kind == CallerKind::api_key ||
               kind == CallerKind::proxy;
    if (right == Right::query) return can_query;
    if (right == Right::send_feedback)
        return kind == CallerKind::feedback_token || may(Right::improve_write);
    if (right == Right::report_job)
        return kind == CallerKind::job_token || may(Right::improve_write);
    const int index = static_cast<int>(right) - static_cast<int>(Right::deploy_read);
    const auto needed = static_cast<Level>(index % 3 + 1);
    return levels[static_cast<std::size_t>(index / 3)] >= needed;
}

Caller local_caller() {
    return {"local", CallerKind::local, {Level::admin, Level::admin, Level::admin}, true};
}

std::string_view to_text(Right right) {
    constexpr std::array<std::string_view, 14> names{
        "anyone",        "known",        "query",         "improve:write", "improve:write",
        "deploy:read",   "deploy:write", "deploy:admin",  "monitor:read",  "monitor:write",
        "monitor:admin", "improve:read", "improve:write", "improve:admin"};
    return names[static_cast<std::size_t>(right)];
}

}  // namespace ontos::api
