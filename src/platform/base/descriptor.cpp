// An open file, folder or socket.
#include "platform/base/descriptor.hpp"

#include <unistd.h>

namespace ontos {

void Descriptor::close() {
    if (const auto old = std::exchange(number_, -1); old >= 0) ::close(old);
}

}  // namespace ontos
