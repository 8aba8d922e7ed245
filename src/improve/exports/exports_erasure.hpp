#pragma once
// Exports with rows of a person, as an erasure sees them.

#include "improve/exports/exports.hpp"
#include "platform/base/failure.hpp"
#include "platform/erasure/erasable_files.hpp"

namespace ontos {

/// Of who wants files while they are rewritten.
Failure being_erased(const std::string& what);

/// Thread safe. `Exports::erase_held` does the work, on the server that has the files.
class ExportsErasure final : public ErasableFiles {
public:
    ExportsErasure(sql::Database& database, const Exports& exports)
        : database_{database}, exports_{exports} {}

    void hold(sql::Transaction& tx, const std::string& erasure_id) const override;
    std::vector<TouchedExport> find(const std::string& training_sheet_id,
                                    const std::vector<std::string>& row_ids) const override;
    FilesOfErasure look(sql::Transaction& tx, const std::string& erasure_id) const override;
    void forget(sql::Transaction& tx, const std::string& erasure_id) const override;

private:
    sql::Database& database_;
    const Exports& exports_;
};

}  // namespace ontos
