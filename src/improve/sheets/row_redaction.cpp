// What a training row says, as it may be written.
#include "improve/sheets/row_redaction.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <limits>
#include <utility>

#include "improve/feedback/new_feedback.hpp"
#include "improve/sheets/row_content.hpp"
#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

/// As the request log redacts a row: numbers and columns too.
Features redacted_row(const Redactor& redactor, const Features& features) {
    const auto sent = api::to_json_text({{"inputs", api::json::array{api::to_json(features)}}});
    const auto redacted =
        redactor.redact_json(sent, true, std::numeric_limits<std::size_t>::max(), std::nullopt);
    check(redacted.has_value(), "JSON that was written can be redacted");
    return api::Codec<Features>::read(api::json::parse(redacted->text).at("inputs").at(0));
}

constexpr std::string_view column_mark = "[REDACTED:column]";

/// Of the values in it, however deep.
bool has_only_marks(const api::json::value& value) {
    if (value.is_string()) return value.as_string() == column_mark;
    if (const auto* object = value.if_object())
        return !object->empty() && std::ranges::all_of(*object, [](const auto& member) {
            return has_only_marks(member.value());
        });
    const auto* list = value.if_array();
    return list != nullptr && !list->empty() && std::ranges::all_of(*list, has_only_marks);
}

}  // namespace

bool is_taken_out(const RowContent& content) {
    if (content.features) return has_only_marks(api::to_json(*content.features));
    boost::system::error_code error;
    const auto value = api::json::parse(content.prompt, error);
    return !error && has_only_marks(value);
}

RowContent redacted(const Redactor& redactor, RowContent content) {
    for (auto& message : content.context)
        message.content = message.role == MessageRole::assistant
                              ? redacted_answer(redactor, message.content)
                              : redacted(redactor, message.content);
    const auto asked = std::exchange(content.prompt, redacted(redactor, content.prompt));
    content.response = redacted_answer(redactor, content.response);
    content.rejected_response = redacted_answer(redactor, content.rejected_response);
    if (!content.features) return content;
    content.features = redacted_row(redactor, *content.features);
    if (content.prompt != asked && content.prompt.find(column_mark) != std::string::npos)
        content.prompt = prompt_of(*content.features);
    return content;
}

}  // namespace ontos
