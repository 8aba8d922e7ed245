#pragma once
// The endpoints: deployed, looked at, changed, rolled back, deleted; and what the data plane asks.

#include <functional>
#include <string>
#include <vector>

#include "deploy/endpoints/deployer.hpp"
#include "deploy/endpoints/endpoint.hpp"
#include "deploy/endpoints/endpoint_registry.hpp"
#include "deploy/endpoints/endpoint_requests.hpp"
#include "deploy/endpoints/history.hpp"
#include "deploy/endpoints/loader.hpp"
#include "deploy/endpoints/plan.hpp"
#include "deploy/endpoints/validation.hpp"
#include "platform/access/audit.hpp"
#include "platform/api/route.hpp"

namespace ontos {

struct EndpointsConfig {
    std::chrono::minutes rollback_warm{60};
    std::uint64_t warm_memory_bytes = 1ull << 30;
    std::chrono::seconds idle{900};
    std::chrono::milliseconds timeout{60'000};  ///< of a request
    std::chrono::seconds drain{30};             ///< of a delete
    DeployerConfig deployer;
};

/// Handler input: how a deployment that failed is answered.
struct FailedReplies : api::NotInPath {
    const api::RequestHead* head;
    static FailedReplies read(api::Call& call) { return {{}, &call.request.head}; }
    static void describe(api::Inputs&, api::json::object&) {}
    /// Throws the error body with the member `deployment_id`, as ReadyReply.
    [[noreturn]] void refuse(const DeployFailed& failed) const;
};

/// Thread safe after `start`. Everything but `table()` blocks. Its destructor waits for its own
/// work on the loading pool, so that must still run; no prediction may run any more.
class Endpoints final : public EndpointSource {
public:
    Endpoints(sql::Database& database, ModelRegistry& registry, ServingBackend& backend,
              Executor& scoring_pool, Executor& loading_pool, const Clock& clock, Random& random,
              EndpointsConfig config = {});

    /// Before `start`.
    void add_observer(EndpointObserver& observer) { publisher_.add_observer(observer); }

    /// Shows what the database says serves, and begins to load what must be in memory; requests
    /// wait for it. Ends honestly what a crash interrupted.
    void start();
    /// Whether everything is loaded or has failed to, after waiting for that at most this long.
    bool wait_until_loaded(std::chrono::milliseconds time);

    /// Each second: other servers' changes, leases, retries, letting go of what is not used.
    void step_generation();
    /// Each 10 seconds or so: unloads what is idle and may scale to zero.
    void step_idle() { loader_.unload_idle(config_.idle); }

    /// By id, live name, or else the name of the one that was deleted last: for reads of what an
    /// endpoint left behind. Throws Failure{not_found, endpoint_not_found}.
    EndpointRecord find_record_or_deleted(const std::string& reference) const;

    const Published<EndpointTable>& table() const override { return live_.table(); }
    std::shared_ptr<const ServedModel> wake(const LiveEndpoint& endpoint, const LiveEntity& entity,
                                            SteadyTime deadline) override;

    EndpointRegistry& registry_of_all() { return endpoint_registry_; }

    // Reads.
    api::Linked<ModelDeployment> list_model_deployments(const api::Path<ServedModelPath>& path,
                                                        const api::Query<EndpointsQuery>& query);
    api::Linked<EndpointRow> list_endpoints(const api::Query<EndpointsQuery>& query) const;
    EndpointDetails show_endpoint(const api::Path<EndpointPath>& path) const;
    DeploymentsPage list_deployments(const api::Query<DeploymentsQuery>& query) const;
    History show_history(const api::Path<EndpointPath>& path,
                         const api::Query<HistoryQuery>& query) const;
    RevisionsPage list_revisions(const api::Path<EndpointPath>& path,
                                 const api::Query<RevisionsQuery>& query) const;
    Revision show_revision(const api::Path<RevisionPath>& path) const;
    GuardrailsAnswer show_guardrails(const api::Path<EndpointPath>& path) const;

    // Changes.
    api::Created<DeployResult> deploy_model(const api::Body<DeployRequest>& body,
                                            const access::ActorInput& actor,
                                            const access::Once& once, const FailedReplies& replies);
    /// The same refusals as of `deploy_model`, but what only loading the model shows.
    DeployPlan plan_deployment(const api::Body<DeployRequest>& body,
                               const access::ActorInput& actor);
    DeployResult update_endpoint(const api::Path<EndpointPath>& path,
                                 const api::Query<UpdateQuery>& query,
                                 const api::OptionalBody<UpdateRequest>& body,
                                 const api::IfMatch& condition, const access::ActorInput& actor,
                                 const access::Once& once, const FailedReplies& replies);
    DeployResult update_endpoint_config(const api::Path<EndpointPath>& path,
                                        const api::Body<ConfigRequest>& body,
                                        const api::IfMatch& condition,
                                        const access::ActorInput& actor, const access::Once& once,
                                        const FailedReplies& replies);
    DeployResult rollback_endpoint(const api::Path<EndpointPath>& path,
                                   const api::Query<RollbackQuery>& query,
                                   const access::ActorInput& actor, const access::Once& once,
                                   const FailedReplies& replies);
    GuardrailsAnswer update_guardrails(const api::Path<EndpointPath>& path,
                                       const api::Body<GuardrailsRequest>& body,
                                       const api::IfMatch& condition,
                                       const access::ActorInput& actor, const access::Once& once,
                                       const FailedReplies& replies);
    DeletedEndpoint delete_endpoint(const api::Path<EndpointPath>& path,
                                    const api::IfMatch& condition, const access::ActorInput& actor);
    Validation validate_endpoint(const api::Path<EndpointPath>& path,
                                 const api::OptionalBody<ValidateRequest>& body);

private:
    /// A change, or the deployment that already does what was asked for.
    struct Planned {
        std::optional<Change> change;
        std::string existing;
        std::string message;
    };
    using Plan = std::function<Planned()>;
    /// What a plan adds to the configuration.
    struct Intent {
        DeployAction action = DeployAction::updated;
        std::string_view operation;
        access::Actor actor;
        std::string reason;
        std::optional<std::string> previous_version, target_version;
    };
    /// How the request is repeated and waited for.
    struct Asking {
        const access::Once& once;
        const FailedReplies& replies;
        std::chrono::seconds wait;
        int status;  ///< of success
        /// The body of a replayed answer.
        std::function<api::json::value(const DeployResult&)> body = api::to_json<DeployResult>;
    };

    EndpointBase find_base(const std::string& reference) const;
    EndpointDetails details(const EndpointBase& base) const;
    std::shared_ptr<const LiveEndpoint> live(const std::string& endpoint_id) const;
    RegisteredVersion resolve_ready(const std::string& model_name, const std::string& version,
                                    const std::string& where) const;

    Planned plan_deploy(const DeployRequest& request, const access::Actor& actor);
    Planned plan_new(const DeployRequest& request, const std::string& name,
                     const RegisteredVersion& version, const access::Actor& actor);
    Planned plan_update(const std::string& reference, const UpdateRequest& request,
                        const api::IfMatch& condition, const access::Actor& actor);
    Planned plan_config(const std::string& reference, const ConfigRequest& request,
                        const api::IfMatch& condition, const access::Actor& actor);
    Planned plan_rollback(const std::string& reference, const RollbackQuery& query,
                          const access::Actor& actor);
    RevisionConfig config_to_restore(const EndpointBase& base, const RollbackQuery& query) const;
    Planned plan_guardrails(const std::string& reference, const GuardrailsRequest& request,
                            const api::IfMatch& condition, const access::Actor& actor);
    Planned plan_change(const EndpointBase& base, RevisionConfig config, Intent intent);

    DeployResult carry_out(const Plan& plan, const Asking& asking);
    DeployResult attempt(const Plan& plan, const Asking& asking);
    Planned plan_unless_repeated(const Plan& plan, const access::Once& once);
    [[noreturn]] void replay(const std::string& deployment_id, const Asking& asking);
    DeployResult answer_existing(const Planned& planned, const Asking& asking);
    DeletedEndpoint delete_one(const std::string& reference, const api::IfMatch& condition,
                               const access::Actor& actor);
    void require_unchanged(const EndpointBase& base, const api::IfMatch& condition) const;
    bool drain(const LiveEndpoint& endpoint);
    void bring_up_again(const std::vector<std::string>& endpoint_ids);
    void publish_changes(const std::vector<EndpointRecord>& changed,
                         const std::vector<LiveConfig>& configs);

    sql::Database& database_;
    ModelRegistry& registry_;
    const Clock& clock_;
    Random& random_;
    const EndpointsConfig config_;
    WarmModels warm_;
    LiveTable live_;
    Publisher publisher_;
    Validator validator_;
    EndpointRegistry endpoint_registry_;
    Guarded<std::int64_t> seen_generation_{0};
    std::atomic<int> drainers_{0}, validations_{0};
    Loader loader_;
    Deployer deployer_;
};

void mount(api::Router& router, Endpoints& endpoints);

}  // namespace ontos
