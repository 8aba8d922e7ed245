// What a training row says, as it may be written.
#include "improve/sheets/row_redaction.hpp"

#include <boost/json/parse.hpp>
#include <limits>

#include "improve/feedback/new_feedback.hpp"
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

}  // namespace

RowContent redacted(const Redactor& redactor, RowContent content) {
    for (auto& message : content.context)
        message.content = message.role == MessageRole::assistant
                              ? redacted_answer(redactor, message.content)
                              : redacted(redactor, message.content);
    content.prompt = redacted(redactor, content.prompt);
    content.response = redacted_answer(redactor, content.response);
    content.rejected_response = redacted_answer(redactor, content.rejected_response);
    if (content.features) content.features = redacted_row(redactor, *content.features);
    return content;
}

}  // namespace ontos
