// The ONNX Runtime library: where it is, opened once, telemetry off; or why it is not there.
#include "deploy/inference/onnx_runtime.hpp"

#include <dlfcn.h>
#include <stdlib.h>

#include <algorithm>
#include <vector>

#include "deploy/inference/ort_state.hpp"
#include "platform/base/failure.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

/// The newest `libonnxruntime.so*` of a folder.
std::optional<fs::path> library_in(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{folder, ignored})
        if (entry.path().filename().string().starts_with("libonnxruntime.so"))
            found.push_back(entry.path());
    if (found.empty()) return std::nullopt;
    return *std::ranges::max_element(found);
}

fs::path find_library(const fs::path& given) {
    if (!given.empty()) return given;
    std::error_code ignored;
    const auto beside = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    if (const auto found = library_in(beside)) return *found;
    if (const auto found = library_in(ONTOS_ONNXRUNTIME_LIB)) return *found;
    return {};
}

/// The library reads these once, when it is loaded: afterwards it is too late.
void switch_telemetry_off() {
    ::setenv("ORT_DISABLE_TELEMETRY", "1", 1);
    ::setenv("ORT_TELEMETRY_DISABLED", "1", 1);
}

/// The library stays open until the process ends: its threads and statics do not survive closing.
const OrtApi* open_library(const fs::path& path, OnnxRuntime::State& state) {
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        state.problem = ::dlerror();
        return nullptr;
    }
    using GetBase = const OrtApiBase* (*)();
    const auto get_base = reinterpret_cast<GetBase>(::dlsym(library, "OrtGetApiBase"));
    if (!get_base) {
        state.problem = path.string() + " is no ONNX Runtime library";
        return nullptr;
    }
    const auto* api = get_base()->GetApi(ORT_API_VERSION);
    state.version = get_base()->GetVersionString();
    if (!api)
        state.problem = path.string() + " is version " + state.version + ", older than API " +
                        std::to_string(ORT_API_VERSION) + " that is needed";
    return api;
}

void write_log(void*, OrtLoggingLevel severity, const char* category, const char*,
               const char* location, const char* message) {
    const auto level = severity >= ORT_LOGGING_LEVEL_ERROR     ? LogLevel::error
                       : severity == ORT_LOGGING_LEVEL_WARNING ? LogLevel::warning
                                                               : LogLevel::debug;
    log(level, "onnxruntime",
        {{"message", message}, {"category", category}, {"location", location}});
}

constexpr int grow_as_requested = 1;  // not to the next power of two
constexpr int library_default = -1;

void make_environment(OnnxRuntime::State& state, std::uint64_t arena_bytes_max) {
    state.env.emplace(ORT_LOGGING_LEVEL_WARNING, "ontos", write_log, nullptr);
    state.env->DisableTelemetryEvents();
    state.memory.emplace(Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault));
    const Ort::ArenaCfg arena{static_cast<std::size_t>(arena_bytes_max), grow_as_requested,
                              library_default, library_default};
    state.env->CreateAndRegisterAllocator(*state.memory, arena);
    state.watch.emplace();
}

}  // namespace

OnnxRuntime::OnnxRuntime(OnnxRuntimeOptions options) : state_{std::make_unique<State>()} {
    const auto path = find_library(options.library);
    if (path.empty()) {
        state_->problem =
            "no libonnxruntime.so lies beside the program or in " ONTOS_ONNXRUNTIME_LIB;
        return;
    }
    switch_telemetry_off();
    const auto* api = open_library(path, *state_);
    if (!api) return;
    Ort::InitApi(api);
    try {
        make_environment(*state_, options.arena_bytes_max);
    } catch (const Ort::Exception& failed) {
        state_->problem = failed.what();
    }
}

OnnxRuntime::~OnnxRuntime() = default;

const std::string& OnnxRuntime::problem() const { return state_->problem; }
const std::string& OnnxRuntime::version() const { return state_->version; }

OnnxRuntime::State& OnnxRuntime::state() const {
    if (state_->problem.empty()) return *state_;
    throw Failure{
        FailureKind::unavailable,
        "This server runs in registry-only mode: ONNX Runtime is not there, so models can "
        "be neither checked nor served.",
        Cause{state_->problem}}
        .code("onnxruntime_missing")
        .hint("Run ./dev build on the server, or name the library in its configuration.");
}

Ort::SessionOptions OnnxRuntime::State::session_options() const {
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(1);
    options.SetInterOpNumThreads(1);
    options.SetExecutionMode(ORT_SEQUENTIAL);
    options.SetGraphOptimizationLevel(ORT_ENABLE_ALL);
    // Warnings of a session come with each run: an exporter's wrong output shape would fill the
    // log.
    options.SetLogSeverityLevel(ORT_LOGGING_LEVEL_ERROR);
    options.AddConfigEntry("session.intra_op.allow_spinning", "0");
    options.AddConfigEntry("session.inter_op.allow_spinning", "0");
    options.AddConfigEntry("session.use_env_allocators", "1");
    options.AddConfigEntry("session.use_device_allocator_for_initializers", "1");
    return options;
}

}  // namespace ontos
