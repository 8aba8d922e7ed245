#pragma once
// Files that were made of rows, and what an erasure does to them.

#include "platform/erasure/erasable_store.hpp"

namespace ontos {

/// A copy that somebody got, and that no server can take back.
struct HandedOutCopy {
    std::string name, downloaded_by;
    std::int64_t requests = 0;
    Timestamp first_at{}, last_at{};

    static constexpr auto fields(auto...) {
        using T = HandedOutCopy;
        return std::array{api::field<&T::name>("The file."),
                          api::field<&T::downloaded_by>("Who got it, or a part of it."),
                          api::field<&T::requests>("How often."),
                          api::field<&T::first_at>("When first."),
                          api::field<&T::last_at>("When last.")};
    }
};

/// An export that has, or had, lines of the subject.
struct TouchedExport {
    std::string export_id, training_sheet_id;
    std::optional<std::int64_t> lines;
    std::optional<std::string> dataset_sha256;
    std::vector<HandedOutCopy> copies;

    static constexpr auto fields(auto...) {
        using T = TouchedExport;
        return std::array{
            api::field<&T::export_id>("The export."),
            api::field<&T::training_sheet_id>("Its sheet."),
            api::field<&T::lines>("Lines of the subject; null: its files are on another server."),
            api::field<&T::dataset_sha256>("Hash of the data as it is now, without erased lines; "
                                           "null: it was deleted."),
            api::field<&T::copies>("Who downloaded files while they had those lines, or others of "
                                   "the export.")};
    }
};

struct FilesOfErasure {
    std::vector<TouchedExport> exports;  ///< whose files were rewritten
    std::vector<std::string> waiting;    ///< for what, in words
};

/// Thread safe.
class ErasableFiles {
public:
    virtual ~ErasableFiles() = default;
    /// In the transaction that makes the links, and in the one in which the last row went: files
    /// that may have linked rows are not given out until they were rewritten.
    virtual void hold(sql::Transaction& tx, const std::string& erasure_id) const = 0;
    /// Reads files: those with rows of this sheet.
    virtual std::vector<TouchedExport> find(const std::string& training_sheet_id,
                                            const std::vector<std::string>& row_ids) const = 0;
    /// What was done, and what is left to do, here or elsewhere.
    virtual FilesOfErasure look(sql::Transaction& tx, const std::string& erasure_id) const = 0;
    /// At the end.
    virtual void forget(sql::Transaction& tx, const std::string& erasure_id) const = 0;
};

}  // namespace ontos
