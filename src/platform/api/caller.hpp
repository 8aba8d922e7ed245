#pragma once
// Who asks, and what they may do.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace ontos::api {

enum class Stage { deploy, monitor, improve };
enum class Level { none, read, write, admin };

/// What a route demands. `anyone` is for health, documents and the page's own files.
enum class Right {
    anyone,
    known,  ///< who holds an API key or comes through a trusted proxy, whatever they may do
    query,
    send_feedback,  ///< a page's token has it, and whoever may write in the stage improve
    report_job,     ///< a training job's token has it, and whoever may write in the stage improve
    deploy_read,
    deploy_write,
    deploy_admin,
    monitor_read,
    monitor_write,
    monitor_admin,
    improve_read,
    improve_write,
    improve_admin
};

enum class CallerKind { local, api_key, proxy, feedback_token, job_token, none };

/// Who a request comes from. `name` fills every `*_by`, the audit log and the rate-limit keys.
struct Caller {
    std::string name = "local";
    CallerKind kind = CallerKind::none;
    std::array<Level, 3> levels{};  ///< by Stage
    bool can_query = false;

    bool may(Right right) const;
};

/// The caller of a server without authentication: everything is allowed.
Caller local_caller();

/// "deploy:read", as keys are given rights: for documents and messages.
std::string_view to_text(Right right);

}  // namespace ontos::api
