// Parquet files, by a module that is opened at run time.
#include "platform/parquet/parquet.hpp"

#include <dlfcn.h>

#include <exception>
#include <optional>
#include <system_error>

#include "platform/base/failure.hpp"
#include "platform/base/text.hpp"

namespace ontos {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view module_name = "libontos_parquet.so";

// Its libraries must find their own symbols before those of the program, which has others of the
// same name (simdjson). The sanitizers cannot have that.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int open_flags = RTLD_NOW | RTLD_LOCAL;
#else
constexpr int open_flags = RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND;
#endif

fs::path find_module(const fs::path& given) {
    if (!given.empty()) return given;
    std::error_code ignored;
    const auto beside = fs::read_symlink("/proc/self/exe", ignored).parent_path() / module_name;
    return fs::exists(beside, ignored) ? beside : fs::path{ONTOS_PARQUET_MODULE} / module_name;
}

/// What callbacks throw waits here until the module has returned.
template <class Call>
auto guarded(std::exception_ptr& thrown, Call call, decltype(call()) stop) noexcept {
    try {
        return call();
    } catch (...) {
        thrown = std::current_exception();
        return stop;
    }
}

void require_done(ParquetOutcome outcome, const ParquetError& error,
                  const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
    if (outcome == ParquetOutcome::done) return;
    const std::string_view said{error.text};
    const std::string why{is_utf8(said) ? said : "it has names that are not UTF-8"};
    if (outcome == ParquetOutcome::refused) throw Failure{FailureKind::invalid, why};
    throw Failure{FailureKind::internal, "The Parquet module failed.", Cause{why}};
}

struct Sink {
    TakeBytes take;
    std::exception_ptr thrown;

    static bool call(void* context, const char* data, std::uint64_t size) {
        auto& sink = *static_cast<Sink*>(context);
        const auto give = [&] {
            sink.take({data, size});
            return true;
        };
        return guarded(sink.thrown, give, false);
    }
};

}  // namespace

struct ParquetFile::State {
    const ParquetApi& api;
    Sink sink;
    std::size_t columns = 0;
    ParquetWriter* writer = nullptr;
};

ParquetFile::ParquetFile(const ParquetApi& api, std::span<const Column> columns, TakeBytes take)
    : state_{std::make_unique<State>(State{api, {std::move(take), {}}, columns.size()})} {
    std::vector<ParquetColumn> plain;
    for (const auto& column : columns) plain.push_back({column.name.c_str(), column.kind});
    ParquetError error{};
    state_->writer = api.open(plain.data(), plain.size(), &state_->sink, Sink::call, &error);
    if (!state_->writer) require_done(ParquetOutcome::failed, error, state_->sink.thrown);
}

ParquetFile::~ParquetFile() {
    if (state_->writer) state_->api.close(state_->writer);
}

void ParquetFile::append(std::span<const ParquetCell> cells) {
    check(cells.size() == state_->columns, "a row has a cell for each column");
    ParquetError error{};
    const auto outcome = state_->api.append(state_->writer, cells.data(), &error);
    require_done(outcome, error, state_->sink.thrown);
}

void ParquetFile::finish() {
    ParquetError error{};
    const auto outcome = state_->api.finish(state_->writer, &error);
    require_done(outcome, error, state_->sink.thrown);
}

Parquet Parquet::open(const fs::path& module) {
    Parquet out;
    const auto path = find_module(module);
    void* const library = ::dlopen(path.c_str(), open_flags);
    if (!library) {
        out.problem_ = ::dlerror();
        return out;
    }
    const auto get = reinterpret_cast<GetParquetApi>(::dlsym(library, "ontos_parquet_api"));
    if (!get)
        out.problem_ = path.string() + " is no Parquet module";
    else if (const auto* api = get(); api->abi != parquet_abi)
        out.problem_ = path.string() + " is of another build";
    else
        out.api_ = api;
    if (out.api_) out.problem_.clear();
    return out;
}

std::string Parquet::version() const { return api_ ? api_->version : ""; }

void Parquet::require() const {
    if (api_) return;
    throw Failure{FailureKind::unprocessable,
                  "Parquet needs a module that is not there on this server.", Cause{problem_}}
        .code("parquet_missing")
        .hint("./dev build on the server gets it, or --parquet names it.");
}

void Parquet::read_rows(const fs::path& path, const Bounds& bounds,
                        const std::function<void(Cells)>& visit) const {
    require();
    struct Visitor {
        const std::function<void(Cells)>& visit;
        std::exception_ptr thrown;
    } visitor{visit, {}};
    const auto call = [](void* context, const ParquetText* cells, std::uint64_t count) {
        auto& given = *static_cast<Visitor*>(context);
        const auto show = [&] {
            given.visit({cells, count});
            return true;
        };
        return guarded(given.thrown, show, false);
    };
    const ParquetBounds plain{bounds.columns_max, bounds.memory_bytes_max};
    ParquetError error{};
    const auto outcome = api_->read_rows(path.c_str(), &plain, &visitor, call, &error);
    require_done(outcome, error, visitor.thrown);
}

void Parquet::copy_rows(const fs::path& path, const std::function<bool()>& keep,
                        const TakeBytes& take) const {
    require();
    struct Copy {
        Sink sink;
        const std::function<bool()>& keep;
    } copy{{take, {}}, keep};
    const auto choose = [](void* context) {
        auto& given = *static_cast<Copy*>(context);
        const auto ask = [&] { return given.keep() ? ParquetChoice::keep : ParquetChoice::drop; };
        return guarded(given.sink.thrown, ask, ParquetChoice::stop);
    };
    const auto sink = [](void* context, const char* data, std::uint64_t size) {
        return Sink::call(&static_cast<Copy*>(context)->sink, data, size);
    };
    const Bounds own;
    const ParquetBounds plain{own.columns_max + 1, own.memory_bytes_max};
    ParquetError error{};
    const auto outcome = api_->copy_rows(path.c_str(), &plain, &copy, choose, sink, &error);
    require_done(outcome, error, copy.sink.thrown);
}

std::unique_ptr<ParquetFile> Parquet::create(std::span<const ParquetFile::Column> columns,
                                             TakeBytes take) const {
    require();
    return std::make_unique<ParquetFile>(*api_, columns, std::move(take));
}

bool begins_as_parquet(std::string_view first_bytes) {
    return first_bytes.starts_with("PAR1") || first_bytes.starts_with("PARE");
}

}  // namespace ontos
