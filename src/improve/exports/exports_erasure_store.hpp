#pragma once
// Exports of whose sheets rows are erased, in the database.

#include "improve/exports/export_model.hpp"
#include "platform/sql/database.hpp"

namespace ontos::exports_erasure_store {

/// A row of training_export_erasures.
struct HeldExport {
    std::string erasure_id, export_id, server_id;
    bool held = true;
    std::int64_t lines = 0;

    static constexpr auto fields(auto...) {
        using T = HeldExport;
        return std::array{api::field<&T::erasure_id>("The erasure."),
                          api::field<&T::export_id>("The export."),
                          api::field<&T::server_id>("Who made it."),
                          api::field<&T::held>("Whether it may have erased rows."),
                          api::field<&T::lines>("Lines that went.")};
    }
};

/// All exports of sheets with linked rows.
void hold(sql::Transaction& tx, const std::string& erasure_id);
bool is_held(sql::Transaction& tx, const std::string& export_id);
/// Those that may have erased rows, the oldest erasure first.
std::vector<HeldExport> held(sql::Transaction& tx, std::int64_t limit);
void add_lines(sql::Transaction& tx, const HeldExport& of, std::int64_t lines);
void release(sql::Transaction& tx, const HeldExport& of);
std::vector<HeldExport> of_erasure(sql::Transaction& tx, const std::string& erasure_id);
void forget(sql::Transaction& tx, const std::string& erasure_id);

}  // namespace ontos::exports_erasure_store
