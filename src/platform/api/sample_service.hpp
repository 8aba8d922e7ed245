#pragma once
// A small service with a route of every kind: what the tests and the benchmark of the router mount.

#include "platform/api/router.hpp"

namespace ontos::api::sample {

BOOST_DEFINE_ENUM_CLASS(Condition, gt, lt, default_)

struct Stage {
    std::string name;
    double minutes = 1.5;

    static constexpr auto fields(auto...) {
        return std::array{field<&Stage::name>("What to run.", min_length(1), max_length(8)),
                          option<&Stage::minutes>("Time limit.", minimum(0.5), maximum(600))};
    }
};

struct NewJob {
    std::string model;
    std::vector<Stage> stages;
    Condition condition = Condition::gt;
    std::optional<std::string> note{};
    std::map<std::string, std::int64_t> weights{};
    std::int32_t retries = 3;
    std::optional<Timestamp> not_before{};

    static constexpr auto fields(auto...) {
        return std::array{
            field<&NewJob::model>("Model to train.", pattern("^[a-z][a-z0-9-]*$"),
                                  example(R"("resnet-50")")),
            field<&NewJob::stages>("Steps, in order.", min_items(1), max_items(3)),
            option<&NewJob::condition>("When to stop."),
            option<&NewJob::note>("Free text.", max_length(20)),
            option<&NewJob::weights>("Weight by feature.", max_members(2)),
            option<&NewJob::retries>("How often to try again.", minimum(0), maximum(10)),
            option<&NewJob::not_before>("Not before this time.")};
    }
};

struct Job {
    std::int64_t id = 0;
    NewJob what;
    std::string created_by;
    Timestamp created_at;
    EpochMs updated_at;
    std::vector<std::string> tags;
    std::string message;

    static constexpr auto fields(auto...) {
        return std::array{field<&Job::id>("Identifier."),
                          field<&Job::what>("What was asked for."),
                          field<&Job::created_by>("Who asked."),
                          field<&Job::created_at>("When."),
                          field<&Job::updated_at>("Last change."),
                          field<&Job::tags>("Tags."),
                          omit_empty<&Job::message>("Why it failed.")};
    }
};

struct JobPath {
    std::int64_t id = 0;

    static constexpr auto fields(auto...) {
        return std::array{field<&JobPath::id>("Identifier.", minimum(1))};
    }
};

struct NamePath {
    std::string name;

    static constexpr auto fields(auto...) { return std::array{field<&NamePath::name>("Name.")}; }
};

struct JobFilter {
    std::int32_t page = 1;
    std::optional<bool> enabled;
    std::vector<Condition> condition;
    std::optional<Moment> as_of;
    std::optional<double> above;
    std::string cursor;

    static constexpr auto fields(auto...) {
        return std::array{option<&JobFilter::page>("Page.", minimum(1)),
                          option<&JobFilter::enabled>("Only these."),
                          option<&JobFilter::condition>("Only jobs with one of these."),
                          option<&JobFilter::as_of>("As it was then."),
                          option<&JobFilter::above>("Only larger ones."),
                          option<&JobFilter::cursor>("Where to go on.")};
    }
};

struct TraceHeaders {
    std::int32_t trace_level = 0;

    static constexpr auto fields(auto...) {
        return std::array{option<&TraceHeaders::trace_level>("How much.", maximum(9))};
    }
};

struct JobPatch {
    Patch<std::string> note;
    Patch<std::int64_t> limit;

    static constexpr auto fields(auto...) {
        return std::array{option<&JobPatch::note>("Free text."),
                          option<&JobPatch::limit>("Bound.")};
    }
};

struct Upload {
    UploadedFile model;
    std::optional<UploadedFile> baseline;
    std::string name;
    std::int32_t copies = 1;
    std::vector<std::string> tags;

    static constexpr auto fields(auto...) {
        return std::array{field<&Upload::model>("The file."), option<&Upload::baseline>("Another."),
                          field<&Upload::name>("Its name.", max_length(10)),
                          option<&Upload::copies>("How many.", minimum(1)),
                          option<&Upload::tags>("Tags.")};
    }
};

struct Options {
    std::int32_t depth = 7;

    static constexpr auto fields(auto...) { return std::array{option<&Options::depth>("Depth.")}; }
};

/// What it was asked is kept for the test to look at. Owned by one thread.
class Jobs {
public:
    std::filesystem::path file;
    std::optional<JobFilter> filter;
    std::optional<NewJob> created;
    std::optional<JobPatch> patch;
    std::optional<Upload> upload;

    Linked<Job> list_jobs(Query<JobFilter> query, Header<TraceHeaders> headers) {
        filter = query;
        return {{sample_job(headers.trace_level)}, query.cursor == "end" ? "" : "b&c"};
    }
    Created<Job> create_job(CallerInput caller, Body<NewJob> body) {
        created = body;
        auto job = sample_job(1);
        job.what = body;
        job.created_by = caller->name;
        return {job};
    }
    Accepted<Job> submit_job(Body<NewJob> body) {
        created = body;
        return {sample_job(2)};
    }
    Job show_job(Path<JobPath> path) const { return sample_job(path.id); }
    Upserted<Job> put_job(Path<JobPath> path, IfMatch condition) {
        condition.require(to_json(sample_job(path.id)));
        return {sample_job(path.id), path.id > 100};
    }
    Job patch_job(Path<JobPath> path, Body<JobPatch> body) {
        patch = body;
        return sample_job(path.id);
    }
    void delete_job(Path<JobPath>) {}
    Options tune(OptionalBody<Options> options) { return options; }
    Options show_stats() const { return {99}; }
    std::string echo_name(Path<NamePath> path) const { return path.name; }
    Job upload_model(Form<Upload> form) {
        upload = form;
        return sample_job(3);
    }
    FileReply download() const { return {file, "application/octet-stream", "abc", "mo\"del.onnx"}; }
    TextReply show_text() const { return {"text/plain; charset=utf-8", "hello"}; }
    Job fail(Path<NamePath> path) {
        if (path.name == "busy")
            throw Failure{FailureKind::rate_limited, "Too many jobs."}
                .code("too_many")
                .hint("Wait.")
                .retry_after(std::chrono::milliseconds{1200});
        if (path.name == "closed")
            throw Failure{FailureKind::unauthorized, "Who are you?", Cause{"no key"}};
        if (path.name == "stopping") throw Failure{FailureKind::unavailable, "Stopping."};
        if (path.name == "internal")
            throw Failure{FailureKind::internal, "secret message", Cause{"secret"}};
        if (path.name == "bug") throw std::runtime_error{"secret SQL"};
        if (path.name == "odd") throw 7;
        if (path.name == "memory") throw std::bad_alloc{};
        if (path.name == "again") throw ReadyReply{{.status = 201, .body = "{\"id\":5}"}};
        throw Failure{FailureKind::not_found, "There is no job " + path.name + '.'};
    }

    static Job sample_job(std::int64_t id) {
        using namespace std::chrono_literals;
        return {.id = id,
                .what = {.model = "resnet-50", .stages = {{"fit", 2}}},
                .created_by = "ann",
                .created_at = Timestamp{1'700'000'000'123'456us},
                .updated_at = {Timestamp{1'700'000'000'999'999us}},
                .tags = {},
                .message = {}};
    }
};

inline constexpr std::array routes{
    get<&Jobs::list_jobs>("/jobs", "List jobs.", Right::monitor_read, specified),
    post<&Jobs::create_job>("/jobs", "Queue a job.", Right::monitor_write),
    post<&Jobs::submit_job>("/jobs/submit", "Queue a job, loosely.", Right::monitor_write,
                            specified),
    get<&Jobs::show_job>("/jobs/{id}", "Show a job.", Right::monitor_read),
    put<&Jobs::put_job>("/jobs/{id}", "Make or replace a job.", Right::monitor_write),
    patch<&Jobs::patch_job>("/jobs/{id}", "Change a job.", Right::monitor_write),
    delete_<&Jobs::delete_job>("/jobs/{id}", "Delete a job.", Right::monitor_admin),
    get<&Jobs::show_stats>("/jobs/stats", "Statistics.", Right::anyone),
    post<&Jobs::tune>("/tune", "Tune.", Right::deploy_write),
    get<&Jobs::echo_name>("/names/{name}", "Say a name.", Right::anyone),
    get<&Jobs::fail>("/names/{name}/fail", "Fail.", Right::anyone),
    post<&Jobs::upload_model>("/models", "Upload.", Right::deploy_write),
    get<&Jobs::download>("/download", "Download.", Right::deploy_read),
    get<&Jobs::show_text>("//text", "Text.", Right::anyone),
};

/// Answers the first value of its path.
class PlainHandler final : public RawHandler {
public:
    Executor* place(RawCall&) override { return nullptr; }
    Reply answer(RawCall& call) override {
        return {.body = call.path_values.empty() ? "page" : call.path_values[0]};
    }
};

/// A route without types, as predictions have it.
inline RawRoute raw_route(RawHandler& handler) {
    return {.method = Method::post,
            .path = "/jobs/{id}/query",
            .name = "query_job",
            .summary = "Query.",
            .right = Right::query,
            .body = {BodyPolicy::Kind::buffered, 100, {}},
            .handler = &handler,
            .description = {}};
}

}  // namespace ontos::api::sample
