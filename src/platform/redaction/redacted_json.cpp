// JSON whose members nobody knows beforehand, redacted.
#include "platform/redaction/redacted_json.hpp"

#include <boost/json.hpp>
#include <limits>

#include "platform/base/failure.hpp"

namespace ontos {

boost::json::value redacted_json(const Redactor& redactor, const boost::json::value& value) {
    constexpr auto all = std::numeric_limits<std::size_t>::max();
    const auto redacted = redactor.redact_json(boost::json::serialize(value), true, all,
                                               std::span<const std::string>{});
    check(redacted.has_value(), "JSON that was written can be redacted");
    return boost::json::parse(redacted->text);
}

}  // namespace ontos
