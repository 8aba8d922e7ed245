#pragma once
// JSON whose members nobody knows beforehand, redacted.

#include <boost/json/fwd.hpp>

#include "platform/redaction/redactor.hpp"

namespace ontos {

/// Texts and whole numbers as everywhere; members that are called as a column are its values.
boost::json::value redacted_json(const Redactor& redactor, const boost::json::value& value);

}  // namespace ontos
