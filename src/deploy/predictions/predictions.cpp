// The data plane: pick the served entity, read the rows, score, answer, let it be observed.
#include "deploy/predictions/predictions.hpp"

#include <fmt/format.h>

#include <charconv>
#include <future>
#include <limits>

#include "deploy/endpoints/rate_limiter.hpp"
#include "deploy/inference/json_text.hpp"
#include "deploy/predictions/client_request_id.hpp"
#include "deploy/predictions/split.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

using std::chrono::nanoseconds;

/// Bodies up to this are decoded on the I/O thread, which tells how many rows there are.
constexpr std::size_t decoded_at_once_max = 64u << 10;

std::uint64_t next_instance() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

/// The request's own time limit, at most the endpoint's.
std::chrono::milliseconds time_limit(const api::HeaderView& headers,
                                     std::chrono::milliseconds most) {
    const auto text = headers.find("x-request-timeout-ms");
    if (!text) return most;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size() || value < 1)
        throw Failure{FailureKind::invalid,
                      "The header X-Request-Timeout-Ms must be a whole number of milliseconds "
                      "from 1 on."}
            .violations({{"/header/x-request-timeout-ms", "must be an integer of at least 1"}});
    return std::min(most, std::chrono::milliseconds{value});
}

void require_json(const api::HeaderView& headers) {
    const auto type = headers.find("content-type").value_or("application/json");
    const auto media = type.substr(0, type.find(';'));
    const auto end = media.find_last_not_of(" \t");
    if (!same_ignoring_case(media.substr(0, end + 1), "application/json"))
        throw Failure{FailureKind::unsupported_media,
                      "A query must be JSON; the Content-Type is " + std::string{type} + '.'}
            .hint("Send Content-Type: application/json.");
}

}  // namespace

/// One request between its arrival and its answer.
struct Predictions::Query final : api::RawState {
    Predictions& predictions;
    const api::Request& request;
    std::shared_ptr<const LiveEndpoint> endpoint;
    const LiveEntity* entity = nullptr;
    std::shared_ptr<const ServedModel> model;
    std::unique_ptr<Batch> batch;
    SteadyTime deadline;
    SteadyTime queued_at;
    nanoseconds model_time{0}, queue_time{0};
    std::size_t not_finite = 0;
    bool is_told = false;

    Query(Predictions& owner, const api::Request& from) : predictions{owner}, request{from} {}
    ~Query() override {
        if (entity) entity->runtime->in_flight.fetch_sub(1, std::memory_order_relaxed);
        // Dropped before its answer: its executor was full, and the server said so.
        if (endpoint && !is_told) predictions.tell(*this, 429, {});
    }
};

Predictions::Predictions(EndpointSource& endpoints, Executor& waiting_pool, const Clock& clock)
    : endpoints_{endpoints},
      waiting_pool_{waiting_pool},
      clock_{clock},
      instance_{next_instance()} {}

std::shared_ptr<const LiveEndpoint> Predictions::find(std::string_view reference) {
    thread_local std::uint64_t owner = 0;
    thread_local std::optional<Published<EndpointTable>::Reader> reader;
    if (owner != instance_) {
        reader.emplace(endpoints_.table());
        owner = instance_;
    }
    auto found = reader->get()->find(reference);
    if (!found)
        throw Failure{FailureKind::not_found, "There is no endpoint " + shortened(reference) + '.'}
            .code("endpoint_not_found")
            .hint("GET /api/v1/deployment/endpoints lists what there is.");
    return found;
}

void Predictions::admit(Query& query, const api::RawCall& call) {
    const auto& endpoint = *query.endpoint;
    const auto& request = call.request;
    if (endpoint.is_external)
        throw Failure{FailureKind::conflict,
                      "Endpoint " + endpoint.name + " is served elsewhere: query it there."}
            .code("external_endpoint");
    if (!endpoint.is_ready)
        throw Failure{FailureKind::unavailable,
                      "Endpoint is not ready yet, current state: " + endpoint.state_sentence}
            .code("endpoint_not_ready")
            .retry_after(std::chrono::seconds{1});
    if (endpoint.rate_limiter)
        if (const auto wait = endpoint.rate_limiter->admit(request.caller, clock_.now()))
            throw Failure{FailureKind::rate_limited, "The rate limit of endpoint " + endpoint.name +
                                                         " is reached for " + request.caller.name +
                                                         '.'}
                .retry_after(*wait);
    require_json(request.head.headers);
    if (request.body.empty())
        throw Failure{FailureKind::invalid, "A query needs a JSON body with `inputs`."}.violations(
            {{"/body", "is required"}});
    query.deadline = request.head.arrived + time_limit(request.head.headers, endpoint.timeout);
    const bool is_split = endpoint.entities.size() > 1;
    query.entity =
        is_split ? &entity_at(endpoint, bucket_of(endpoint.id.text, sticky_key(endpoint, request)))
                 : &entity_at(endpoint, 0);
    auto& runtime = *query.entity->runtime;
    runtime.in_flight.fetch_add(1, std::memory_order_relaxed);
    runtime.last_used_us.store(clock_.now().time_since_epoch().count(), std::memory_order_relaxed);
}

Executor* Predictions::choose_place(Query& query, const api::RawCall& call) {
    auto& runtime = *query.entity->runtime;
    query.queued_at = clock_.steady_now();
    query.model = runtime.model();
    if (!query.model) return &waiting_pool_;
    if (call.request.body.size() > decoded_at_once_max) return &runtime.gate;
    query.batch = query.model->read(call.request.body);
    return may_run_inline(runtime, query.batch->rows()) ? nullptr : &runtime.gate;
}

Executor* Predictions::place(api::RawCall& call) {
    auto owned = std::make_unique<Query>(*this, call.request);
    auto& query = *owned;
    check(!call.path_values.empty(), "the route has the endpoint's name");
    query.endpoint = find(call.path_values.front());
    try {
        admit(query, call);
        auto* executor = choose_place(query, call);
        call.state = std::move(owned);
        return executor;
    } catch (const Failure& failure) {
        tell(query, api::status_of(failure.kind()), {}, &failure);
        throw;
    }
}

void Predictions::score(Query& query, std::string_view body) {
    const auto start = clock_.steady_now();
    query.queue_time = start - query.queued_at;
    if (start >= query.deadline)
        throw Failure{
            FailureKind::timeout,
            fmt::format(
                "The request waited {} ms for its turn and its time is up.",
                std::chrono::duration_cast<std::chrono::milliseconds>(query.queue_time).count())}
            .hint("Raise the workload size, or send fewer requests at once.");
    if (!query.batch) query.batch = query.model->read(body);
    const auto run_start = clock_.steady_now();
    query.model->run(*query.batch, query.deadline);
    query.model_time = clock_.steady_now() - run_start;
    learn_speed(*query.entity->runtime, query.batch->rows(), query.model_time);
}

/// On the waiting pool: waits for the load, then scores within the bound of the workload size.
void Predictions::wake(Query& query, std::string_view body) {
    query.model = endpoints_.wake(*query.endpoint, *query.entity, query.deadline);
    std::promise<void> done;
    auto result = done.get_future();
    const bool taken = query.entity->runtime->gate.try_post([&] {
        try {
            score(query, body);
            done.set_value();
        } catch (...) {
            done.set_exception(std::current_exception());
        }
    });
    if (!taken)
        throw Failure{FailureKind::rate_limited,
                      "Endpoint " + query.endpoint->name + " has as many requests as it can hold."}
            .retry_after(std::chrono::seconds{1});
    result.get();
}

api::Reply Predictions::answer(api::RawCall& call) {
    auto& query = static_cast<Query&>(*call.state);
    try {
        if (query.model)
            score(query, call.request.body);
        else
            wake(query, call.request.body);
        auto made = reply(query, call);
        tell(query, made.status, made.body);
        return made;
    } catch (const Failure& failure) {
        tell(query, api::status_of(failure.kind()), {}, &failure);
        throw;
    } catch (...) {
        tell(query, 500, {});
        throw;
    }
}

api::Reply Predictions::reply(Query& query, const api::RawCall& call) {
    const auto& endpoint = *query.endpoint;
    const auto& entity = *query.entity;
    api::Reply made;
    made.body.reserve(256 + query.batch->rows() * 64);
    made.body += '{';
    query.not_finite = query.model->write(*query.batch, made.body);
    made.body += R"(,"endpoint":)";
    append_json_text(made.body, endpoint.name);
    made.body += R"(,"served_entity":)";
    append_json_text(made.body, entity.name);
    made.body += R"(,"model_version":)";
    append_json_text(made.body, entity.version.version);
    made.body += R"(,"request_id":)";
    append_json_text(made.body, call.request.head.request_id);
    made.body += '}';

    using Milliseconds = std::chrono::duration<double, std::milli>;
    const Milliseconds total = clock_.steady_now() - call.request.head.arrived;
    made.headers.reserve(4);
    made.headers.emplace_back("served-model-name", entity.name);
    made.headers.emplace_back("x-ontos-revision", std::to_string(endpoint.revision));
    if (endpoint.entities.size() > 1) made.headers.emplace_back("x-ontos-variant", entity.name);
    made.headers.emplace_back("server-timing",
                              fmt::format("model;dur={:.3f}, total;dur={:.3f}",
                                          Milliseconds{query.model_time}.count(), total.count()));
    return made;
}

void Predictions::tell(Query& query, int status, std::string_view answer,
                       const Failure* failure) noexcept {
    query.is_told = true;
    const auto& endpoint = *query.endpoint;
    const auto* entity = query.entity;
    const auto& head = query.request.head;
    const auto client_id = client_request_id(query.request.body);
    const PredictionSeen seen{
        .endpoint_id = endpoint.id,
        .endpoint_name = endpoint.name,
        .served_entity = entity ? std::string_view{entity->name} : std::string_view{},
        .model_name = entity ? std::string_view{entity->version.full_name} : std::string_view{},
        .model_version = entity ? std::string_view{entity->version.version} : std::string_view{},
        .revision = endpoint.revision,
        .series = entity ? entity->runtime->series : endpoint.series,
        .status = status,
        .total = clock_.steady_now() - head.arrived,
        .model = query.model_time,
        .queue = query.queue_time,
        .rows = query.batch ? static_cast<std::uint32_t>(query.batch->rows()) : 0,
        .bytes_in = query.request.body.size(),
        .bytes_out = answer.size(),
        .request_id = head.request_id,
        .requester = query.request.caller.name,
        .client_request_id = client_id,
        .session_id = head.headers.find("x-session-id").value_or(""),
        .request_body = query.request.body,
        .answer_body = answer,
        .failure = failure,
        .not_finite = static_cast<std::uint32_t>(query.not_finite),
        .served_model = query.model.get(),
        .batch = query.batch.get()};
    for (auto* observer : observers_) observer->observed(seen);
}

bool may_run_inline(EntityRuntime& runtime, std::size_t rows) {
    constexpr std::size_t rows_max = 64;
    constexpr std::uint32_t measured_min = 20;
    constexpr std::uint64_t leave_ns = 200'000, enter_ns = 100'000;
    if (rows > rows_max || runtime.runs_measured.load(std::memory_order_relaxed) < measured_min)
        return false;
    const auto expected = rows * std::uint64_t{runtime.ns_per_row.load(std::memory_order_relaxed)};
    const bool was = runtime.inline_allowed.load(std::memory_order_relaxed);
    const bool now = expected < (was ? leave_ns : enter_ns);
    if (was != now) runtime.inline_allowed.store(now, std::memory_order_relaxed);
    return now;
}

void learn_speed(EntityRuntime& runtime, std::size_t rows, nanoseconds model_time) {
    const auto per_row = static_cast<std::uint64_t>(std::max<std::int64_t>(model_time.count(), 0)) /
                         std::max<std::size_t>(rows, 1);
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    constexpr std::uint32_t settled_min = 20;
    const auto measured = runtime.runs_measured.load(std::memory_order_relaxed);
    const std::uint64_t before = runtime.ns_per_row.load(std::memory_order_relaxed);
    // A run that was interrupted by the scheduler says little of the model: it counts as twice the
    // average at most.
    const auto seen = measured < settled_min ? per_row : std::min(per_row, before * 2 + 1);
    const auto after = measured == 0 ? seen : (before * 7 + seen) / 8;
    runtime.ns_per_row.store(static_cast<std::uint32_t>(std::min(after, most)),
                             std::memory_order_relaxed);
    if (measured < 1'000'000) runtime.runs_measured.store(measured + 1, std::memory_order_relaxed);
}

}  // namespace ontos
