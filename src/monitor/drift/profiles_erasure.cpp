// Names in profiles that may be of a person's requests, found and forgotten.
#include "monitor/drift/profiles_erasure.hpp"

#include "monitor/drift/profiles_erasure_store.hpp"
#include "platform/erasure/erasure_links_store.hpp"

namespace ontos {
namespace {

std::string without_names(const ProfileWithNames& stored,
                          std::shared_ptr<const ProfileLayout> layout) {
    Profile profile{std::move(layout)};
    profile.merge_text(stored.profile);
    profile.forget_names();
    return profile.to_text();
}

}  // namespace

std::int64_t ProfilesErasure::link(sql::Transaction& tx, const ErasedSubject& subject) const {
    return profiles_erasure_store::link(tx, subject);
}

HeldRecords ProfilesErasure::held(sql::Transaction& tx, const ErasedSubject& subject) const {
    return profiles_erasure_store::held(tx, subject);
}

std::int64_t ProfilesErasure::erase(sql::Transaction& tx, const ErasedSubject& subject,
                                    std::int64_t limit) const {
    for (const auto& endpoint_id :
         erasure_links_store::scopes(tx, subject.erasure_id, LinkKind::endpoint))
        profiles_.forget_first_rows(endpoint_id);
    auto found = profiles_erasure_store::buckets(tx, subject, limit);
    for (auto& bucket : found) {
        bucket.profile = without_names(bucket, layouts_.get(tx, bucket.layout_id));
        profiles_erasure_store::put_bucket(tx, bucket);
    }
    if (!found.empty()) return std::ssize(found);
    found = profiles_erasure_store::baselines(tx, subject, limit);
    for (auto& baseline : found) {
        baseline.profile = without_names(baseline, layouts_.get(tx, baseline.layout_id));
        profiles_erasure_store::put_baseline(tx, baseline);
    }
    return std::ssize(found);
}

}  // namespace ontos
