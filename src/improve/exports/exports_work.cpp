// Exports as they are made: queued, run, taken over after a crash, swept away.
#include "deploy/models/files.hpp"
#include "improve/exports/exports.hpp"
#include "improve/exports/exports_store.hpp"
#include "platform/base/logging.hpp"

namespace ontos {
namespace {

using namespace std::chrono_literals;

/// After so long without a sign of life another server goes on.
constexpr auto stands_still = 30s;
constexpr auto between_reports = 500ms;

}  // namespace

Exports::Exports(ExportsParts parts) : parts_{std::move(parts)} {
    std::filesystem::create_directories(parts_.folder);
}

Exports::~Exports() {
    stop();
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return working_.empty(); });
}

void Exports::stop() {
    is_stopping_ = true;
    const std::lock_guard lock{mutex_};
    changed_.notify_all();
}

std::filesystem::path Exports::folder_of(const ExportRecord& record) const {
    return parts_.folder / record.id / std::to_string(record.files_revision);
}

bool Exports::is_working(const std::string& id) const {
    const std::lock_guard lock{mutex_};
    return working_.contains(id);
}

void Exports::begin(const ExportRecord& record) {
    {
        const std::lock_guard lock{mutex_};
        if (!working_.insert(record.id).second) return;
    }
    if (parts_.pool.try_post([this, record] { make(record); })) return;
    const std::lock_guard lock{mutex_};
    working_.erase(record.id);  // It stands still, and is taken over later.
}

void Exports::await(const std::string& id, std::chrono::seconds wait) {
    const bool may_wait = ++waiters_ <= waiters_max;
    {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, may_wait ? wait : 0s,
                          [&] { return is_stopping_ || !working_.contains(id); });
    }
    --waiters_;
}

void Exports::step() {
    const auto now = parts_.clock.now();
    const auto left = parts_.database.read([&](sql::Transaction& tx) {
        return exports_store::left_behind(tx, parts_.server_id, now - stands_still);
    });
    for (auto record : left) {
        if (is_stopping_ || is_working(record.id)) continue;
        const bool is_ours = parts_.database.write([&](sql::Transaction& tx) {
            return exports_store::take_over(tx, record, parts_.server_id, now);
        });
        if (!is_ours) continue;
        record.server_id = parts_.server_id;
        log_info("an export is begun again", {{"export", record.id}});
        begin(record);
    }
}

void Exports::show_progress(const ExportRecord& record, std::int64_t total, std::int64_t done) {
    if (is_stopping_) throw Abandoned{};
    const bool is_ours = parts_.database.write([&](sql::Transaction& tx) {
        return exports_store::show_progress(tx, record.id, parts_.server_id, total, done,
                                            parts_.clock.now());
    });
    if (!is_ours) throw Abandoned{};
}

void Exports::run(ExportRecord& record) {
    auto reported = SteadyTime{};
    const auto show = [&](std::int64_t total, std::int64_t done) {
        record.rows_total = total;
        record.rows_done = done;
        if (is_stopping_) throw Abandoned{};
        if (parts_.clock.steady_now() - reported < between_reports) return;
        reported = parts_.clock.steady_now();
        show_progress(record, total, done);
    };
    const auto folder = folder_of(record);
    remove_quietly(parts_.folder / record.id);
    std::filesystem::create_directories(folder);
    auto outcome = run_export({parts_.database, parts_.redaction(), parts_.tool_version,
                               parts_.parquet, parts_.find_columns},
                              record, folder, show);
    sync_folder(parts_.folder / record.id);
    sync_folder(parts_.folder);
    record.status = outcome.status;
    record.reason = std::move(outcome.reason);
    record.report = std::move(outcome.report);
    record.manifest = std::move(outcome.manifest);
}

void Exports::finish(ExportRecord& record) {
    record.updated_at = parts_.clock.now();
    record.finished_at = record.updated_at;
    const bool is_ours = parts_.database.write(
        [&](sql::Transaction& tx) { return exports_store::finish(tx, record); });
    if (!is_ours || record.status != ExportStatus::ready) remove_quietly(parts_.folder / record.id);
    log_info("an export ended", {{"export", record.id},
                                 {"status", api::to_text(record.status)},
                                 {"rows", record.rows_total},
                                 {"reason", record.reason.value_or("")}});
}

void Exports::make(ExportRecord record) noexcept {
    try {
        try {
            run(record);
        } catch (const Failure& failure) {
            if (failure.kind() == FailureKind::unavailable) throw;
            record.status = ExportStatus::failed;
            record.reason = failure.message();
            if (!failure.cause().empty())
                log_warning("an export failed",
                            {{"export", record.id}, {"cause", failure.cause()}});
        }
        finish(record);
    } catch (const Abandoned&) {
        remove_quietly(parts_.folder / record.id);
    } catch (const std::exception& error) {
        log_error("an export stays running and is begun again",
                  {{"export", record.id}, {"cause", error.what()}});
    }
    const std::lock_guard lock{mutex_};
    working_.erase(record.id);
    changed_.notify_all();
}

void Exports::sweep_export(const std::filesystem::path& folder) {
    const auto id = folder.filename().string();
    if (is_working(id)) return;
    const auto record =
        parts_.database.read([&](sql::Transaction& tx) { return exports_store::find(tx, id); });
    if (!record || record->server_id != parts_.server_id) {
        if (!is_working(id)) remove_quietly(folder);
        return;
    }
    if (record->status != ExportStatus::ready) return;
    const auto current = folder_of(*record);
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.path() != current) remove_quietly(entry.path());
}

void Exports::forget(Timestamp before) {
    constexpr std::int64_t exports_per_job = 20;
    for (auto gone = exports_per_job; gone == exports_per_job;) {
        const auto old = parts_.database.write([&](sql::Transaction& tx) {
            auto found = exports_store::older(tx, before, exports_per_job);
            for (const auto& record : found) exports_store::remove(tx, record.id);
            return found;
        });
        for (const auto& record : old)
            if (!is_working(record.id)) remove_quietly(parts_.folder / record.id);
        gone = std::ssize(old);
    }
}

void Exports::sweep() {
    for (const auto& entry : std::filesystem::directory_iterator{parts_.folder})
        sweep_export(entry.path());
    parts_.database.write(
        [](sql::Transaction& tx) { exports_store::forget_removed_rows(tx, 10'000); });
}

}  // namespace ontos
