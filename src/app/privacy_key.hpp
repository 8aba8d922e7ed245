#pragma once
// The key of receipts of erasures, in the data folder.

#include <filesystem>

#include "improve/privacy/receipt_key.hpp"
#include "platform/base/random.hpp"

namespace ontos {

/// Makes the file `privacy_key`, readable by its owner only, if there is none. Throws
/// Failure{conflict} for a file that holds no key.
ReceiptKey privacy_key(const std::filesystem::path& data, Random& random);

}  // namespace ontos
