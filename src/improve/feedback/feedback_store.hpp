#pragma once
// Feedback in the database: written, found, changed.

#include <span>

#include "improve/feedback/said_again.hpp"
#include "platform/sql/database.hpp"

namespace ontos::feedback_store {

/// With its tags and words.
void insert(sql::Transaction& tx, std::span<const FeedbackItem> items);
/// All members, its tags and words. `before` is what stands there.
void update(sql::Transaction& tx, const FeedbackItem& before, const FeedbackItem& after);

/// Also a deleted one.
std::optional<FeedbackItem> find(sql::Transaction& tx, const std::string& id);
/// Active, newest first, of a request.
std::vector<FeedbackItem> of_request(sql::Transaction& tx, const std::string& endpoint_id,
                                     const std::string& request_id, std::int64_t limit);
/// Of a request by its X-Request-Id alone, deleted ones too, oldest first.
std::vector<FeedbackItem> of_request_id(sql::Transaction& tx, const std::string& request_id,
                                        std::int64_t limit);
/// Active, newest first, behind this id ("": from the newest), in the order of ids.
std::vector<FeedbackItem> since(sql::Transaction& tx, const std::string& after_id,
                                std::int64_t limit);

/// The version that the newest rated item of an endpoint names, of its newest 1,000.
std::optional<std::string> newest_version(sql::Transaction& tx, const std::string& endpoint_id);

/// Of an endpoint, rated negative, behind an id.
std::vector<FeedbackItem> negative(sql::Transaction& tx, const std::string& endpoint_id,
                                   const std::string& after_id, std::int64_t limit);
/// What the key stands for, if anything.
std::optional<FeedbackItem> find_by_key(sql::Transaction& tx, const std::string& upsert_key);
void insert_key(sql::Transaction& tx, const std::string& upsert_key, const std::string& feedback_id,
                const SaidParts& said);
/// What its author said last; nullopt where that was not kept yet.
std::optional<SaidParts> said_by_key(sql::Transaction& tx, const std::string& upsert_key);
void set_said(sql::Transaction& tx, const std::string& upsert_key, const SaidParts& said);

/// Before it is changed: what it was is kept.
void keep_revision(sql::Transaction& tx, const FeedbackItem& item, Timestamp changed_at,
                   const std::string& changed_by);
/// Newest first, before this one.
std::vector<FeedbackRevision> revisions(sql::Transaction& tx, const std::string& feedback_id,
                                        std::optional<std::int64_t> before, std::int64_t limit);

/// Keys, waiting joins and the texts of earlier revisions: what goes when an item is deleted.
void forget_details(sql::Transaction& tx, const std::string& feedback_id);

/// Those that came before a time, also deleted ones, the oldest first.
std::vector<FeedbackItem> older(sql::Transaction& tx, Timestamp before, std::int64_t limit);
/// With its tags, words, key, waiting join and revisions.
void erase(sql::Transaction& tx, const FeedbackItem& item);

/// Items whose request is not in the log yet.
void wait_for_join(sql::Transaction& tx, const std::string& feedback_id, Timestamp join_at);
void end_waiting(sql::Transaction& tx, const std::string& feedback_id);
/// Those to look for now, the longest due first.
std::vector<FeedbackItem> waiting(sql::Transaction& tx, Timestamp now, std::int64_t limit);

}  // namespace ontos::feedback_store
