// The SQL of training_job_rows.
#include "improve/jobs/trained_rows_store.hpp"

#include "platform/sql/texts.hpp"

#include <algorithm>
#include <cstring>

namespace ontos::trained_rows_store {
namespace {

/// A row of training_job_rows.
struct RowsPiece {
    std::string job_id, last_row, row_ids;

    static constexpr auto fields(auto...) {
        using T = RowsPiece;
        return std::array{api::field<&T::job_id>("The job."),
                          api::field<&T::last_row>("The last of them."),
                          api::field<&T::row_ids>("One behind the other.")};
    }
};

std::string text_of(std::span<const RowDigits> rows) {
    std::string out;
    out.reserve(rows.size() * sizeof(RowDigits));
    for (const auto& row : rows) out.append(row.data(), row.size());
    return out;
}

void append(std::vector<RowDigits>& out, std::string_view text) {
    const auto before = out.size();
    out.resize(before + text.size() / sizeof(RowDigits));
    std::memcpy(out.data() + before, text.data(), (out.size() - before) * sizeof(RowDigits));
}

bool has_one_of(sql::Transaction& tx, const std::string& job_id,
                const std::vector<RowDigits>& wanted) {
    for (auto next = wanted.begin(); next != wanted.end();) {
        const auto text = tx.value<std::string>(
            "select row_ids from training_job_rows where job_id = $1 and last_row >= $2 "
            "order by last_row limit 1",
            job_id, text_of({&*next, 1}));
        if (!text) return false;
        std::vector<RowDigits> piece;
        append(piece, *text);
        for (; next != wanted.end() && *next <= piece.back(); ++next)
            if (std::ranges::binary_search(piece, *next)) return true;
    }
    return false;
}

}  // namespace

void put(sql::Transaction& tx, const std::string& job_id, std::span<const RowDigits> rows) {
    tx.run("delete from training_job_rows where job_id = $1", job_id);
    while (!rows.empty()) {
        const auto piece = rows.first(std::min(rows.size(), rows_of_piece));
        tx.insert("training_job_rows", RowsPiece{job_id, text_of(piece.last(1)), text_of(piece)});
        rows = rows.subspan(piece.size());
    }
}

std::vector<RowDigits> of_job(sql::Transaction& tx, const std::string& job_id,
                              std::int64_t pieces) {
    std::vector<RowDigits> out;
    for (const auto& piece : tx.rows<RowsPiece>(
             "select * from training_job_rows where job_id = $1 order by last_row limit $2", job_id,
             pieces))
        append(out, piece.row_ids);
    return out;
}

std::vector<std::string> jobs_with(sql::Transaction& tx, const std::set<std::string>& row_ids,
                                   std::size_t limit) {
    const auto wanted = digits_of_rows([&](const auto& visit) {
        for (const auto& id : row_ids) visit(id);
    });
    std::vector<std::string> out;
    for (auto& job : sql::texts(
             tx.table("select distinct job_id from training_job_rows order by job_id desc"))) {
        if (out.size() == limit) break;
        if (has_one_of(tx, job, wanted)) out.push_back(std::move(job));
    }
    return out;
}

}  // namespace ontos::trained_rows_store
