#pragma once
// Requests that were served elsewhere, counted like our own.

#include <span>

#include "monitor/metrics/metrics.hpp"
#include "monitor/metrics/model.hpp"
#include "platform/access/once.hpp"
#include "platform/api/router.hpp"

namespace ontos {

/// One request as who served it tells.
struct IngestedMetric {
    std::string endpoint_id;
    double latency_ms = 0;
    std::optional<std::string> request_id, model_name, model_version;
    std::optional<std::int32_t> status_code;
    std::optional<std::string> error_message;
    std::optional<std::int64_t> input_tokens, output_tokens;
    std::optional<double> cost_dollars;
    std::optional<api::Moment> timestamp;
    api::json::value features, prediction;

    static constexpr auto fields(auto...) {
        using T = IngestedMetric;
        return std::array{
            api::field<&T::endpoint_id>("Endpoint that served it: id or name."),
            api::field<&T::latency_ms>("How long it took in milliseconds; a day at most.",
                                       api::minimum(0), api::maximum(86'400'000)),
            api::option<&T::request_id>(
                "Counted once by endpoint and this id, for 7 days or 10 million ids. Without it, "
                "each call counts.",
                api::min_length(1), api::max_length(256)),
            api::option<&T::model_name>("Model that served it. Left out: that of the endpoint, as "
                                        "the registry names it.",
                                        api::max_length(256)),
            api::option<&T::model_version>("Version of the model. Left out: as model_name.",
                                           api::max_length(256)),
            api::option<&T::status_code>("HTTP status of the answer: 2xx, 4xx or 5xx. Left out: "
                                         "200, or 500 with an error_message.",
                                         api::minimum(100), api::maximum(599)),
            api::option<&T::error_message>("Why it failed.", api::max_length(10'000)),
            api::option<&T::input_tokens>("Tokens that were read.", api::minimum(0),
                                          api::maximum(1e9)),
            api::option<&T::output_tokens>("Tokens that were written.", api::minimum(0),
                                           api::maximum(1e9)),
            api::option<&T::cost_dollars>("What it cost, to the billionth of a dollar.",
                                          api::minimum(0), api::maximum(1e6)),
            api::option<&T::timestamp>("When it was answered: at most 7 days ago and 5 minutes "
                                       "ahead. Left out: now."),
            api::option<&T::features>(
                "Its inputs by name: an object. For the request log, and drift where the version "
                "or the endpoint has a baseline."),
            api::option<&T::prediction>(
                "Its answer: a text, a number, true or false; {\"label\": ..., \"scores\": {label: "
                "0 to 1}} or {\"value\": number}. For the request log, drift and quality.")};
    }
};

struct IngestResult {
    std::string id;
    bool duplicate = false;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&IngestResult::id>("Identifier of what was counted."),
            api::field<&IngestResult::duplicate>("Whether it was counted before, by this id.")};
    }
};

struct IngestBatch {
    std::vector<IngestedMetric> metrics;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&IngestBatch::metrics>(
            "Requests; all are counted or none.", api::min_items(1), api::max_items(10'000))};
    }
};

struct IngestBatchResult {
    std::int64_t inserted = 0, duplicates = 0, total = 0;

    static constexpr auto fields(auto...) {
        return std::array{
            api::field<&IngestBatchResult::inserted>("Requests that were counted."),
            api::field<&IngestBatchResult::duplicates>("Requests that were counted before."),
            api::field<&IngestBatchResult::total>("Requests that were sent.")};
    }
};

/// A request that was counted, for those who keep more than counts.
struct Ingested {
    const std::string& id;
    const IngestedMetric& metric;
    const EndpointInfo& endpoint;
    Timestamp answered_at;
    int status;
    std::size_t level;  ///< index in `levels`: in a bucket of this length it is counted
    /// As it was told, else as the registry names it; empty where neither does.
    ModelVersionRef version;

    /// What labels call it.
    const std::string& request_id() const { return metric.request_id ? *metric.request_id : id; }
};
/// What is done for requests besides counting them; either may be empty.
struct IngestSteps {
    /// In the transaction that counts them, which may run again, with those that are new.
    std::function<void(sql::Transaction& tx, std::span<const Ingested> requests)> keep;
    /// After the commit, with the same. Must not throw.
    std::function<void(std::span<const Ingested> requests)> tell;
};
/// Called before the transaction, which others wait for, with all that were sent: what takes long
/// is done here.
using PrepareIngested = std::function<IngestSteps(std::span<const Ingested> requests)>;

/// What the registry names: of an endpoint that is served elsewhere what it was registered with, of
/// another the version that most of its traffic goes to; empty where it names nothing.
using FindServedVersion = std::function<ModelVersionRef(const EndpointId& id)>;

/// Thread safe. What is answered with 201 is durable, and counted once.
class MetricsIngest {
public:
    /// All must outlive it.
    MetricsIngest(sql::Database& database, Metrics& metrics, const Clock& clock, Random& random,
                  EndpointDirectory endpoints, PrepareIngested prepare,
                  FindServedVersion find_version = {});

    api::Upserted<IngestResult> ingest_metric(const api::Body<IngestedMetric>& metric,
                                              const access::Once& once);
    api::Created<IngestBatchResult> ingest_metrics(const api::Body<IngestBatch>& batch,
                                                   const access::Once& once);

    /// Now and then: forgets ids that are older than 7 days, and the oldest above the most that an
    /// endpoint keeps.
    void forget(std::int64_t ids_max = 10'000'000);

private:
    struct Item;
    struct Work;

    std::vector<Item> checked(std::span<const IngestedMetric> metrics, bool is_batch) const;
    IngestSteps prepared(std::span<const Item> items) const;
    Work write(sql::Transaction& tx, std::span<const Item> items, const IngestSteps& steps) const;
    void finish(std::span<const Item> items, const Work& work, const IngestSteps& steps);

    sql::Database& database_;
    Metrics& metrics_;
    const Clock& clock_;
    Random& random_;
    const EndpointDirectory endpoints_;
    const PrepareIngested prepare_;
    const FindServedVersion find_version_;
};

void mount(api::Router& router, MetricsIngest& ingest);

}  // namespace ontos
