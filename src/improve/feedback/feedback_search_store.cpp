// The SQL of feedback_search.
#include "improve/feedback/feedback_search_store.hpp"

#include <tuple>

namespace ontos::feedback_search_store {

void add(sql::Transaction& tx, const std::string& feedback_id) {
    if (tx.engine() == sql::Engine::postgresql) return;
    tx.run(
        "update feedback_items set search_row = (select coalesce(max(search_row), 0) + 1 from "
        "feedback_items) where id = $1 and search_row is null",
        feedback_id);
    tx.run(
        "insert into feedback_search (rowid, input_text, output_text, feedback_text, correction, "
        "expected_output, rationale) select search_row, input_text, output_text, feedback_text, "
        "correction, expected_output, rationale from feedback_items where id = $1",
        feedback_id);
}

void take_out(sql::Transaction& tx, const std::string& feedback_id) {
    if (tx.engine() == sql::Engine::postgresql) return;
    tx.run(
        "insert into feedback_search (feedback_search, rowid, input_text, output_text, "
        "feedback_text, correction, expected_output, rationale) select 'delete', search_row, "
        "input_text, output_text, feedback_text, correction, expected_output, rationale from "
        "feedback_items where id = $1",
        feedback_id);
}

bool merge(sql::Transaction& tx, std::int64_t pages, bool is_first) {
    if (tx.engine() == sql::Engine::postgresql) return false;
    const auto changes = [&] { return tx.value<std::int64_t>("select total_changes()").value(); };
    const auto before = changes();
    // Negative: all segments are to become one.
    tx.run("insert into feedback_search (feedback_search, rank) values ('merge', $1)",
           is_first ? -pages : pages);
    // Of a call that does nothing, one is counted.
    return is_first || changes() - before >= 2;
}

bool has_same_words(const FeedbackItem& a, const FeedbackItem& b) {
    const auto texts = [](const FeedbackItem& item) {
        return std::tie(item.input_text, item.output_text, item.feedback_text, item.correction,
                        item.expected_output, item.rationale);
    };
    return texts(a) == texts(b);
}

}  // namespace ontos::feedback_search_store
