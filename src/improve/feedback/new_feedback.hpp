#pragma once
// From what a client sends to the item that is kept: checked, redacted, keyed.

#include "improve/feedback/feedback_batch.hpp"
#include "improve/feedback/score_config.hpp"
#include "platform/api/caller.hpp"
#include "platform/base/failure.hpp"
#include "platform/redaction/redactor.hpp"

namespace ontos {

/// With the value that is said in other words: the label of a categorical score, the correction of
/// a correction. `rules` are those of its name.
NewFeedback with_value(NewFeedback sent, const std::optional<ScoreConfig>& rules);

/// What the schema cannot say. `root` begins the names of members: "/body".
std::vector<Violation> violations_of(const NewFeedback& sent, const std::string& root);

/// What a page's token may not say: it speaks for the users of its page, and for nobody by name.
std::vector<Violation> token_violations_of(const NewFeedback& sent, const std::string& root);

/// In alphabetical order, each once.
std::vector<std::string> tidy_tags(std::vector<std::string> tags);

/// Rows as JSON are redacted as the request log does it: by column too, and those that have no
/// names also as the only member of an object. Else as text.
std::string redacted(const Redactor& redactor, const std::string& text);
std::optional<std::string> redacted(const Redactor& redactor,
                                    const std::optional<std::string>& text);
/// Rows of a model that reads these columns: of those without names only the columns of the policy,
/// if they have as many values as the model has columns.
std::string redacted_rows(const Redactor& redactor, const std::string& text,
                          std::span<const std::string> columns);
/// The same for what was or should be answered: a bare list has predictions, no row.
std::string redacted_answer(const Redactor& redactor, const std::string& text);
std::optional<std::string> redacted_answer(const Redactor& redactor,
                                           const std::optional<std::string>& text);

/// What the sender said, redacted; ids, times and what is joined are left to the caller. A
/// rating that is not sent is derived of true and false.
FeedbackItem item_of(const NewFeedback& sent, const Redactor& redactor);

/// What a page's token is answered, which may only write: nothing but what it sent, under the id of
/// the item that it became.
FeedbackItem as_sent(FeedbackItem sent, const std::string& id);

/// What makes the same judgement again a revision: nullopt unless the request and an author are
/// known. The author is the source's id, else the caller if it was authenticated, else the session:
/// of a page's token, those of that token.
std::optional<std::string> upsert_key(const FeedbackItem& item, const api::Caller& caller);

/// The patch, redacted.
FeedbackPatch redacted(const Redactor& redactor, FeedbackPatch patch);
/// The item as the patch wants it. Throws Failure{invalid} for a blank correction or expected
/// output, and where nothing would be said any more.
FeedbackItem patched(const FeedbackItem& before, const FeedbackPatch& patch);

/// `after`, flagged as its change says: a negative rating flags, and its flag goes with it.
FeedbackItem with_flag(const FeedbackItem& before, FeedbackItem after);

/// Whether both say the same.
bool is_same_judgement(const FeedbackItem& a, const FeedbackItem& b);

/// What stays of a deleted item: where and when, no texts and no persons.
FeedbackItem tombstone_of(const FeedbackItem& item, Timestamp now);

}  // namespace ontos
