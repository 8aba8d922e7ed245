// What lineage asks the other folders for: which thing came of which.
#include "app/lineage_sources.hpp"

#include <fmt/format.h>

#include "app/lineage_external.hpp"
#include "app/lineage_nodes.hpp"
#include "app/trained_versions.hpp"
#include "deploy/endpoints/deployments_store.hpp"
#include "deploy/endpoints/endpoints_store.hpp"
#include "deploy/models/versions_store.hpp"
#include "improve/exports/exports_store.hpp"
#include "improve/feedback/feedback_store.hpp"
#include "improve/jobs/jobs_store.hpp"
#include "improve/sheets/rows_store.hpp"
#include "platform/base/ids.hpp"

namespace ontos {
namespace {

using Kind = LineageKind;

constexpr std::size_t jobs_max = 1'000;

/// The questions of one walk; what they look through together is bounded.
class Questions {
public:
    /// Lines of manifests.
    static constexpr std::int64_t lines_max = 5'000'000;
    static constexpr std::int64_t exports_max = 100;

    explicit Questions(const LineageOwners& owners) : owners_{owners} {}

    template <class Ask>
    auto read(Ask ask) const {
        return owners_.database.read(ask);
    }
    const LineageOwners& owners() const { return owners_; }

    /// Ready exports of a sheet, or of all, newest first.
    std::vector<ExportRecord> exports_of(const std::optional<std::string>& sheet_id,
                                         Neighbours& out) const {
        ExportsQuery query;
        query.training_sheet_id = sheet_id;
        query.status = ExportStatus::ready;
        auto all = read(
            [&](sql::Transaction& tx) { return exports_store::list(tx, query, exports_max + 1); });
        out.is_cut |= std::cmp_greater(all.size(), exports_max);
        return all;
    }
    /// Calls back with each row of an export, unless too much was looked through already.
    void rows_of(const ExportRecord& made, Neighbours& out,
                 const std::function<void(const std::string&)>& visit) {
        lines_ += answered(made).examples_exported;
        if (lines_ > lines_max)
            out.is_cut = true;
        else
            owners_.exports.for_each_row(made.id, visit);
    }

private:
    const LineageOwners owners_;
    std::int64_t lines_ = 0;
};
using Asked = std::shared_ptr<Questions>;

void add_id(Neighbours& out, std::string id, std::size_t limit) {
    if (std::ranges::find(out.ids, id) != out.ids.end()) return;
    if (out.ids.size() < limit)
        out.ids.push_back(std::move(id));
    else
        out.is_cut = true;
}

std::string version_key(const ExportRecord& made) {
    return made.training_sheet_id + '@' + made.manifest->dataset_sha256;
}

std::vector<FeedbackItem> feedback_of(const Asked& asked, const std::string& id) {
    const auto found =
        asked->read([&](sql::Transaction& tx) { return feedback_store::find(tx, id); });
    return found ? std::vector{*found} : std::vector<FeedbackItem>{};
}

Neighbours rows_of_feedback(const Asked& asked, const std::string& id, std::size_t limit) {
    Neighbours out;
    for (auto& row : asked->read([&](sql::Transaction& tx) {
             return rows_store::ids_of_feedback(tx, id, static_cast<std::int64_t>(limit) + 1);
         }))
        add_id(out, std::move(row), limit);
    return out;
}

/// Feedback and rows: through its correction, where it has one.
void add_feedback_edges(const Asked& asked, LineageSources& out) {
    out.edges.push_back({Kind::request, Kind::feedback, "judged by",
                         [asked](const std::string& id, std::size_t limit) {
                             Neighbours found;
                             for (const auto& item : asked->read([&](sql::Transaction& tx) {
                                      return feedback_store::of_request_id(
                                          tx, id, static_cast<std::int64_t>(limit) + 1);
                                  }))
                                 add_id(found, item.id, limit);
                             return found;
                         },
                         [asked](const std::string& id, std::size_t limit) {
                             Neighbours found;
                             for (const auto& item : feedback_of(asked, id))
                                 if (item.request_id) add_id(found, *item.request_id, limit);
                             return found;
                         }});
    const auto itself = [asked](const std::string& id, std::size_t limit) {
        Neighbours found;
        for (const auto& item : feedback_of(asked, id))
            if (item.correction) add_id(found, id, limit);
        return found;
    };
    out.edges.push_back({Kind::feedback, Kind::correction, "corrected by", itself, itself});
    const auto feedback_of_row = [asked](bool corrected) -> AskNeighbours {
        return [asked, corrected](const std::string& id, std::size_t limit) {
            Neighbours found;
            const auto feedback_id =
                asked->read([&](sql::Transaction& tx) { return rows_store::feedback_of(tx, id); });
            if (!feedback_id) return found;
            const auto items = feedback_of(asked, *feedback_id);
            const bool has_correction = !items.empty() && items.front().correction.has_value();
            if (has_correction == corrected) add_id(found, *feedback_id, limit);
            return found;
        };
    };
    out.edges.push_back({Kind::correction, Kind::row, "became",
                         [asked](const std::string& id, std::size_t limit) {
                             const auto items = feedback_of(asked, id);
                             if (items.empty() || !items.front().correction) return Neighbours{};
                             return rows_of_feedback(asked, id, limit);
                         },
                         feedback_of_row(true)});
    out.edges.push_back({Kind::feedback, Kind::row, "became",
                         [asked](const std::string& id, std::size_t limit) {
                             const auto items = feedback_of(asked, id);
                             if (!items.empty() && items.front().correction) return Neighbours{};
                             return rows_of_feedback(asked, id, limit);
                         },
                         feedback_of_row(false)});
}

/// Exports of the data that a sheet version names, newest first.
std::vector<ExportRecord> exports_of_version(const Asked& asked, const std::string& key,
                                             Neighbours& out) {
    std::vector<ExportRecord> same;
    for (auto& made : asked->exports_of(key.substr(0, key.find('@')), out))
        if (version_key(made) == key) same.push_back(std::move(made));
    return same;
}

bool is_row_of(const Asked& asked, const ExportRecord& made, const std::string& row_id,
               Neighbours& out) {
    bool is_in = false;
    asked->rows_of(made, out, [&](const std::string& each) { is_in |= each == row_id; });
    return is_in;
}

Neighbours versions_with_row(const Asked& asked, const std::string& id, std::size_t limit) {
    Neighbours out;
    const auto row =
        asked->read([&](sql::Transaction& tx) { return rows_store::find_anywhere(tx, id); });
    if (!row && !is_uuid(id)) return out;
    // Of a row that went with its sheet only files tell which sheet it was.
    const auto sheet_id = row ? std::optional{row->training_sheet_id} : std::nullopt;
    for (const auto& made : asked->exports_of(sheet_id, out))
        if (is_row_of(asked, made, id, out)) add_id(out, version_key(made), limit);
    return out;
}

Neighbours rows_of_version(const Asked& asked, const std::string& key, std::size_t limit) {
    Neighbours out;
    const auto same = exports_of_version(asked, key, out);
    if (same.empty()) return out;
    asked->rows_of(same.front(), out, [&](const std::string& each) {
        if (out.ids.size() < limit)
            out.ids.push_back(each);
        else
            out.is_cut = true;
    });
    return out;
}

void add_export_edges(const Asked& asked, LineageSources& out) {
    out.edges.push_back({Kind::row, Kind::sheet_version, "is in",
                         [asked](const std::string& id, std::size_t limit) {
                             return versions_with_row(asked, id, limit);
                         },
                         [asked](const std::string& id, std::size_t limit) {
                             return rows_of_version(asked, id, limit);
                         }});
    out.edges.push_back({Kind::sheet, Kind::sheet_version, "has version",
                         [asked](const std::string& id, std::size_t limit) {
                             Neighbours found;
                             for (const auto& made : asked->exports_of(id, found))
                                 add_id(found, version_key(made), limit);
                             return found;
                         },
                         [asked](const std::string& id, std::size_t limit) {
                             Neighbours found;
                             const auto same = exports_of_version(asked, id, found);
                             if (!same.empty())
                                 add_id(found, same.front().training_sheet_id, limit);
                             return found;
                         }});
    out.edges.push_back({Kind::sheet_version, Kind::export_, "written as",
                         [asked](const std::string& id, std::size_t limit) {
                             Neighbours found;
                             for (const auto& made : exports_of_version(asked, id, found))
                                 add_id(found, made.id, limit);
                             return found;
                         },
                         [asked](const std::string& id, std::size_t limit) {
                             Neighbours found;
                             const auto made = asked->read(
                                 [&](sql::Transaction& tx) { return exports_store::find(tx, id); });
                             if (made && made->manifest) add_id(found, version_key(*made), limit);
                             return found;
                         }});
}

std::optional<TrainingJobRecord> job_of(const Asked& asked, const std::string& id) {
    return asked->read([&](sql::Transaction& tx) { return jobs_store::find(tx, id); });
}

std::optional<ExportRecord> export_of(const Asked& asked, const TrainingJobRecord& job) {
    if (!job.order.export_id) return std::nullopt;
    return asked->read(
        [&](sql::Transaction& tx) { return exports_store::find(tx, *job.order.export_id); });
}

/// Whether the export of a job, whose files are here, has all rows that the job was trained on.
bool has_all_rows(const Asked& asked, const ExportRecord& made, const TrainingJobRecord& job) {
    return asked->owners().exports.has_files_of(made) && made.manifest &&
           made.manifest->dataset_sha256 == job.progress.dataset_sha256;
}

/// Rows that were erased from their export, or whose export is gone or on another server, are known
/// by what their job has kept.
void add_kept_row_edges(const Asked& asked, LineageSources& out) {
    out.edges.push_back(
        {Kind::row, Kind::training_job, "trained",
         [asked](const std::string& id, std::size_t limit) {
             Neighbours found;
             for (const auto& job_id : asked->owners().jobs.trained_on({id}, jobs_max)) {
                 const auto job = job_of(asked, job_id);
                 if (!job) continue;
                 const auto made = export_of(asked, *job);
                 if (!made ||
                     (!has_all_rows(asked, *made, *job) && !is_row_of(asked, *made, id, found)))
                     add_id(found, job_id, limit);
             }
             return found;
         },
         [asked](const std::string& id, std::size_t limit) {
             Neighbours found;
             const auto job = job_of(asked, id);
             if (!job) return found;
             const auto made = export_of(asked, *job);
             if (made && has_all_rows(asked, *made, *job)) return found;
             found.ids = asked->owners().jobs.rows_trained_on_but(
                 id,
                 [&](const auto& visit) {
                     if (made) asked->rows_of(*made, found, visit);
                 },
                 limit + 1);
             found.is_cut |= found.ids.size() > limit;
             if (found.ids.size() > limit) found.ids.resize(limit);
             return found;
         }});
}

void add_job_edges(const Asked& asked, LineageSources& out) {
    out.edges.push_back({Kind::export_, Kind::training_job, "trained",
                         [asked](const std::string& id, std::size_t limit) {
                             Neighbours found;
                             JobsQuery query;
                             query.export_id = id;
                             for (const auto& job : asked->read([&](sql::Transaction& tx) {
                                      return jobs_store::list(tx, query,
                                                              static_cast<std::int64_t>(limit) + 1);
                                  }))
                                 add_id(found, job.id, limit);
                             return found;
                         },
                         [asked](const std::string& id, std::size_t limit) {
                             Neighbours found;
                             const auto job = job_of(asked, id);
                             if (job && job->order.export_id)
                                 add_id(found, *job->order.export_id, limit);
                             return found;
                         }});
    out.edges.push_back(
        {Kind::training_job, Kind::model_version, "made",
         [asked](const std::string& id, std::size_t limit) {
             Neighbours found;
             const auto job = job_of(asked, id);
             if (job && job->progress.model_version)
                 add_id(found, job->order.model_name + ':' + *job->progress.model_version, limit);
             return found;
         },
         [asked](const std::string& id, std::size_t limit) {
             Neighbours found;
             const auto version = find_version(asked->owners().database, id);
             if (version && version->training_job_id)
                 add_id(found, *version->training_job_id, limit);
             return found;
         }});
}

void add_deployment_edges(const Asked& asked, LineageSources& out) {
    out.edges.push_back({Kind::model_version, Kind::deployment, "deployed by",
                         [asked](const std::string& id, std::size_t limit) {
                             Neighbours found;
                             const auto ref = version_named(id);
                             for (const auto& each : asked->read([&](sql::Transaction& tx) {
                                      return deployments_of_version(
                                          tx, ref, static_cast<std::int64_t>(limit) + 1);
                                  }))
                                 add_id(found, each.id, limit);
                             return found;
                         },
                         [asked](const std::string& id, std::size_t limit) {
                             Neighbours found;
                             asked->read([&](sql::Transaction& tx) {
                                 found = {};
                                 const auto made = find_deployment(tx, id);
                                 if (!made) return;
                                 for (const auto& ref : versions_of_deployment(tx, *made))
                                     add_id(found, ref.full_name + ':' + ref.version, limit);
                             });
                             return found;
                         }});
    out.edges.push_back(
        {Kind::deployment, Kind::endpoint, "serves as",
         [asked](const std::string& id, std::size_t limit) {
             Neighbours found;
             const auto made =
                 asked->read([&](sql::Transaction& tx) { return find_deployment(tx, id); });
             if (made) add_id(found, made->endpoint_id, limit);
             return found;
         },
         [asked](const std::string& id, std::size_t limit) {
             Neighbours found;
             for (const auto& each : asked->read([&](sql::Transaction& tx) {
                      return deployments_of_endpoint(tx, id, static_cast<std::int64_t>(limit) + 1);
                  }))
                 add_id(found, each.id, limit);
             return found;
         }});
}

}  // namespace

LineageParts lineage_parts(const LineageOwners& owners) {
    return {.sources =
                [owners] {
                    const auto asked = std::make_shared<Questions>(owners);
                    LineageSources out{.edges = {}, .nodes = lineage_nodes(owners.database)};
                    add_feedback_edges(asked, out);
                    add_export_edges(asked, out);
                    add_kept_row_edges(asked, out);
                    add_job_edges(asked, out);
                    add_deployment_edges(asked, out);
                    add_external_edges(owners.database, out);
                    return out;
                },
            .named =
                [owners](LineageKey key) {
                    if (key.kind != Kind::endpoint) return key;
                    const auto found = owners.database.read(
                        [&](sql::Transaction& tx) { return find_endpoint_or_deleted(tx, key.id); });
                    if (found) key.id = found->id;
                    return key;
                },
            .rows_of_subject =
                [owners](const std::string& id, std::size_t limit) {
                    Neighbours out;
                    out.ids = owners.database.read([&](sql::Transaction& tx) {
                        return rows_store::ids_of_subject(tx, id,
                                                          static_cast<std::int64_t>(limit) + 1);
                    });
                    out.is_cut = out.ids.size() > limit;
                    if (out.is_cut) out.ids.resize(limit);
                    return out;
                },
            .models_trained_on =
                [owners](const std::set<std::string>& rows) {
                    return models_trained_on(owners, rows);
                }};
}

}  // namespace ontos
