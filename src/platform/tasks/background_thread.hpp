#pragma once
// Threads that no prediction waits for.

#include <string_view>

namespace ontos {

/// The calling thread is shown by this name, cut at 15 bytes, and has a tenth of the weight of
/// those that serve where a core is full.
void become_background_thread(std::string_view name);

}  // namespace ontos
