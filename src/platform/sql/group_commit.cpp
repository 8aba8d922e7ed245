// The one writer of a SQLite file.
#include "platform/sql/group_commit.hpp"

#include <optional>

#include "platform/base/failure.hpp"
#include "platform/sql/open_transaction.hpp"
#include "platform/tasks/background_thread.hpp"

namespace ontos::sql {
namespace {

// Immediate: another process that writes is waited for here, not in the middle of a job.
constexpr TransactionWords batch_words{"begin immediate", "commit", "rollback"};

}  // namespace

GroupCommit::GroupCommit(std::unique_ptr<Connection> connection, Limits limits)
    : connection_{std::move(connection)}, limits_{limits}, thread_{[this] { work(); }} {}

GroupCommit::~GroupCommit() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    something_.notify_all();
    thread_.join();
}

void GroupCommit::run(const Job& job) { wait_for({&job, nullptr, {}, {}}); }

void GroupCommit::run_alone(const Alone& work) { wait_for({nullptr, &work, {}, {}}); }

void GroupCommit::wait_for(Queued queued) {
    check(std::this_thread::get_id() != thread_.get_id(), "a job does not write by another job");
    std::future<void> done;
    {
        const std::lock_guard lock{mutex_};
        if (stopping_) throw ConnectionLost{"the database is being closed"};
        if (queue_.size() >= limits_.queue_max) throw Busy{"the queue of writes is full"};
        done = queued.done.get_future();
        queue_.push_back(std::move(queued));
        something_.notify_one();  // once unlocked, the job may be done and the writer gone
    }
    done.get();
}

void GroupCommit::work() {
    become_background_thread("sqlite writer");
    for (auto batch = take_batch(); !batch.empty(); batch = take_batch()) {
        try {
            run_batch(batch);
        } catch (...) {
            for (auto& queued : batch) queued.error = std::current_exception();
        }
        for (auto& queued : batch) {
            if (queued.error)
                queued.done.set_exception(std::exchange(queued.error, nullptr));
            else
                queued.done.set_value();
        }
    }
}

/// Empty: there is nothing left, and there will be no more.
GroupCommit::Batch GroupCommit::take_batch() {
    std::unique_lock lock{mutex_};
    something_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    Batch batch;
    while (!queue_.empty() && batch.size() < limits_.batch_max) {
        const bool is_alone = queue_.front().alone != nullptr;
        if (is_alone && !batch.empty()) break;
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
        if (is_alone) break;
    }
    return batch;
}

/// What it throws is the fate of the whole batch.
void GroupCommit::run_batch(Batch& batch) {
    if (connection_->in_transaction()) connection_->run_script(batch_words.rollback);
    if (batch.front().alone != nullptr) return (*batch.front().alone)(*connection_);
    std::optional<OpenTransaction> transaction;
    bool has_changes = false;
    for (auto& queued : batch) {
        if (!transaction) transaction.emplace(*connection_, batch_words);
        // A savepoint is dear: SQLite copies each page that changes behind it, and with each
        // statement looks through all copies. What comes first is undone with its transaction.
        queued.error = has_changes ? run_in_savepoint(*queued.job) : run_job(*queued.job);
        if (!queued.error)
            has_changes = true;
        else if (!has_changes)
            transaction.reset();
    }
    if (!transaction) return;
    transaction->commit();
    commits_.fetch_add(1, std::memory_order_relaxed);
}

/// What the job threw; its changes are undone then.
std::exception_ptr GroupCommit::run_in_savepoint(const Job& job) {
    connection_->run("savepoint job", {});
    auto error = run_job(job);
    if (error) connection_->run("rollback to job", {});
    connection_->run("release job", {});
    return error;
}

/// What the job threw; its changes are not undone. Throws if the batch is lost with it.
std::exception_ptr GroupCommit::run_job(const Job& job) {
    Transaction tx{*connection_};
    std::exception_ptr error;
    try {
        job(tx);
    } catch (...) {
        error = std::current_exception();
    }
    // A full disk, for one, makes SQLite roll back everything, not only the savepoint.
    if (!connection_->in_transaction()) {
        if (tx.lost()) std::rethrow_exception(tx.lost());
        throw Error{"a job ended the transaction of its batch"};
    }
    return error ? error : tx.lost();
}

}  // namespace ontos::sql
