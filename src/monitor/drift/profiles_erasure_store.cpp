// The SQL by which profiles with names are found for an erasure.
#include "monitor/drift/profiles_erasure_store.hpp"

#include "platform/sql/texts.hpp"

namespace ontos::profiles_erasure_store {
namespace {

constexpr std::string_view linked_endpoints =
    "endpoint_id in (select scope from erasure_links where erasure_id = $1 and kind = 'endpoint')";

std::string with(std::string_view start, std::string_view end) {
    return std::string{start}.append(linked_endpoints).append(end);
}

/// As a text of its own in JSON.
std::string quoted(const std::string& text) {
    return api::json::serialize(api::json::string{text});
}

/// As explanations name it, inside of a text in JSON.
std::string marked(const std::string& name) {
    const auto text = quoted(name);
    return '`' + text.substr(1, text.size() - 2) + '`';
}

}  // namespace

std::int64_t link(sql::Transaction& tx, const ErasedSubject& subject) {
    return tx.run(
        "insert into erasure_links (erasure_id, kind, scope, id) "
        "select distinct erasure_id, 'endpoint', scope, '' from erasure_links "
        "where erasure_id = $1 and kind = 'request' on conflict do nothing",
        subject.erasure_id);
}

HeldRecords held(sql::Transaction& tx, const ErasedSubject& subject) {
    return tx
        .row<HeldRecords>(with("select count(*) as count, min(started_at) as oldest_at, "
                               "max(started_at) as newest_at from profile_buckets where ",
                               " and has_names = 1 and started_at <= $2"),
                          subject.erasure_id, subject.until)
        .value();
}

std::vector<ProfileWithNames> buckets(sql::Transaction& tx, const ErasedSubject& subject,
                                      std::int64_t limit) {
    return tx.rows<ProfileWithNames>(
        with("select endpoint_id, bucket_seconds, started_at, served_entity, model_name, "
             "model_version, layout_id, part, profile from profile_buckets where ",
             " and has_names = 1 and started_at <= $2 limit $3"),
        subject.erasure_id, subject.until, limit);
}

std::vector<ProfileWithNames> baselines(sql::Transaction& tx, const ErasedSubject& subject,
                                        std::int64_t limit) {
    return tx.rows<ProfileWithNames>(
        with("select b.id, b.layout_id, p.profile from baselines b join baseline_profiles p on "
             "p.baseline_id = b.id where p.has_names = 1 and b.kind = 'window' and b.",
             " limit $2"),
        subject.erasure_id, limit);
}

void put_bucket(sql::Transaction& tx, const ProfileWithNames& bucket) {
    tx.run(
        "update profile_buckets set profile = $9, has_names = 0 where endpoint_id = $1 and "
        "bucket_seconds = $2 and started_at = $3 and served_entity = $4 and model_name = $5 and "
        "model_version = $6 and layout_id = $7 and part = $8",
        bucket.endpoint_id, bucket.bucket_seconds, bucket.started_at, bucket.served_entity,
        bucket.model_name, bucket.model_version, bucket.layout_id, bucket.part, bucket.profile);
}

void put_baseline(sql::Transaction& tx, const ProfileWithNames& baseline) {
    tx.run("update baseline_profiles set profile = $2, has_names = 0 where baseline_id = $1",
           baseline.id, baseline.profile);
}

std::vector<std::string> layouts_with(sql::Transaction& tx, const std::string& name) {
    return sql::texts(tx.table(
        "select id from profile_layouts where replace(layout, $1, '') <> layout", quoted(name)));
}

std::vector<StoredLayout> linked_layouts(sql::Transaction& tx, const std::string& erasure_id) {
    return tx.rows<StoredLayout>(
        "select id, layout from profile_layouts where id in (select id from erasure_links where "
        "erasure_id = $1 and kind = 'layout')",
        erasure_id);
}

std::int64_t standings_with(sql::Transaction& tx, const std::string& name) {
    return *tx.value<std::int64_t>(
        "select count(*) from drift_standings where replace(features, $1, '') <> features",
        marked(name));
}

std::int64_t rename_in_standings(sql::Transaction& tx, const std::string& name,
                                 const std::string& new_name) {
    return tx.run(
        "update drift_standings set features = replace(features, $1, $2) "
        "where replace(features, $1, '') <> features",
        marked(name), marked(new_name));
}

}  // namespace ontos::profiles_erasure_store
