#pragma once
// A server of sheets whose feedback becomes rows.

#include "improve/sheets/conversion.hpp"
#include "improve/sheets/test_sheets.hpp"

namespace ontos {

class FeedbackConversion : public SheetsTest {
protected:
    static std::string id_of(const std::string& sheet) {
        return sheet.substr(sheet.rfind('/') + 1);
    }
    std::string target(const std::string& feedback, const std::string& sheet,
                       const std::string& more = {}) {
        return "/feedback/" + feedback + "/to-training?training_sheet_id=" + id_of(sheet) + more;
    }
    Json convert(const std::string& feedback, const std::string& sheet) {
        return ask(201, "POST", target(feedback, sheet));
    }
    /// What its author, or what served it, changes of an item.
    void change(const std::string& feedback, const std::function<void(FeedbackItem&)>& set) {
        database().write([&](sql::Transaction& tx) {
            const auto before = feedback_store::find(tx, feedback).value();
            auto after = before;
            set(after);
            feedback_store::update(tx, before, after);
            conversion_->feedback_changed(tx, before, after);
        });
    }
    Json first_row(const std::string& sheet) { return get(sheet + "/rows/0"); }
};

}  // namespace ontos
