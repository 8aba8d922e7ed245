#pragma once
// What the server's data takes, and how much room is left.

#include <filesystem>

#include "platform/api/router.hpp"
#include "platform/sql/database.hpp"

namespace ontos {

struct StoredPart {
    std::string name, description;
    std::int64_t bytes = 0;
    std::optional<std::int64_t> files;  ///< nullopt: of a database elsewhere

    static constexpr auto fields(auto...) {
        using T = StoredPart;
        return std::array{
            api::field<&T::name>("`database`, or a folder below the data folder."),
            api::field<&T::description>("What is in it."),
            api::field<&T::bytes>("What it takes, in bytes."),
            api::field<&T::files>("How many files it is; null of a database elsewhere.")};
    }
};

struct StorageAnswer {
    std::string engine, data_folder;
    std::vector<StoredPart> parts;
    std::int64_t reusable_bytes = 0;
    std::optional<std::int64_t> disk_free_bytes, disk_bytes;
    bool is_complete = true;

    static constexpr auto fields(auto...) {
        using T = StorageAnswer;
        return std::array{
            api::field<&T::engine>("`sqlite` or `postgresql`."),
            api::field<&T::data_folder>("Where files are kept on this server."),
            api::field<&T::parts>("The database, then each folder that is there."),
            api::field<&T::reusable_bytes>(
                "Of the database: left by what was deleted, and used again for what comes; 0 where "
                "the database does not tell."),
            api::field<&T::disk_free_bytes>("Left on the disk of the data folder."),
            api::field<&T::disk_bytes>("Size of that disk."),
            api::field<&T::is_complete>("False: there are more than 200,000 files, and the rest "
                                        "was not counted.")};
    }
};

/// Thread safe.
class Storage {
public:
    /// `data`: the folder of everything that the server writes. Both outlive it.
    Storage(sql::Database& database, std::filesystem::path data)
        : database_{database}, data_{std::move(data)} {}

    StorageAnswer show_storage() const;

private:
    sql::Database& database_;
    const std::filesystem::path data_;
};

void mount(api::Router& router, Storage& storage);

}  // namespace ontos
